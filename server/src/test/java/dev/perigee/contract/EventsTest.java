package dev.perigee.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.event.AccountEvent;
import dev.perigee.event.EventPayload;
import dev.perigee.testing.Perigee;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.ApplicationEventMulticaster;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the description says of events is what happens: each is brought about by the request that its example names. */
class EventsTest {

    private final Perigee server = Perigee.shared();
    private final Contract contract = Contract.of(server);
    private final Events events = Events.in(Path.of("").toAbsolutePath());

    @Test
    void every_event_has_an_example_and_every_example_an_event() {
        assertThat(events.examples().keySet())
                .as("Write server/api/examples/event/<name>.json")
                .isEqualTo(events.byName().keySet());
    }

    @Test
    void every_name_says_what_happened_to_what() {
        assertThat(events.byName().keySet()).isNotEmpty().allMatch(name -> name.matches("[a-z_]+\\.[a-z_]+"));
    }

    @Test
    void every_event_is_explained() {
        assertThat(contract.document().path("x-webhooks").valueStream())
                .extracting(webhook -> webhook.at("/post/summary").asString())
                .isNotEmpty()
                .doesNotContain("");
    }

    @TestFactory
    Stream<DynamicTest> every_example_fits_the_description() {
        return events.byName().keySet().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> assertFits(name, events.body(name))));
    }

    private void assertFits(String name, JsonNode told) {
        var schema = contract.document()
                .path("x-webhooks")
                .path(name)
                .at("/post/requestBody/content/application~1json/schema");
        assertThat(SchemaCheck.faults(contract.document(), schema, told))
                .as("%s: %s", name, told)
                .isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> every_event_is_told_as_its_example_shows() {
        return events.byName().keySet().stream()
                .filter(name -> !events.by(name).isEmpty())
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    var told = told(name);
                    assertFits(name, told);
                    assertThat(ExamplesTest.form(told)).isEqualTo(ExamplesTest.form(events.body(name)));
                }));
    }

    /** The event as receivers would be told of it, once the request that brings it about has been sent. */
    private JsonNode told(String name) {
        var heard = new Heard();
        var multicaster = server.bean(ApplicationEventMulticaster.class);
        multicaster.addApplicationListener(heard);
        try {
            var answer = new Rehearsal(server, contract.routes(), contract.examples())
                    .send(events.by(name), events.request(name));
            assertThat(answer.status()).as("%s: %s", events.by(name), answer).isLessThan(300);
        } finally {
            multicaster.removeApplicationListener(heard);
        }
        assertThat(heard.events).extracting(AccountEvent::name).contains(name);
        var json = server.bean(JsonMapper.class);
        return heard.events.stream()
                .filter(event -> event.name().equals(name))
                .findFirst()
                .map(event -> json.<JsonNode>valueToTree(EventPayload.of(event, Instant.now(), json)))
                .orElseThrow();
    }

    private static final class Heard implements ApplicationListener<PayloadApplicationEvent<?>> {

        private final Queue<AccountEvent> events = new ConcurrentLinkedQueue<>();

        @Override
        public void onApplicationEvent(PayloadApplicationEvent<?> event) {
            if (event.getPayload() instanceof AccountEvent happened) {
                events.add(happened);
            }
        }
    }
}
