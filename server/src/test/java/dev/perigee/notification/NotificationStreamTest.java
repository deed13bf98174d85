package dev.perigee.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.EventStream;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Notifications as they happen, on whichever node, for as long as their reader may read them. */
class NotificationStreamTest {

    private static final String STREAM = "/api/notification/stream";

    private static Perigee one = Perigee.shared();
    private static Perigee other = Perigee.shared();

    @BeforeAll
    static void start() {
        one = Perigee.node(Perigee.roomy("perigee.notification.stream=15m"));
        other = Perigee.node(Perigee.roomy("perigee.notification.stream=15m", "perigee.client-url=" + one.url()));
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
    }

    private final Population people = Population.of(one);
    private final UUID account = people.account();
    private final Member owner = people.member(account, "owner");
    private final Member grace = people.member(account, "user");
    private final List<EventStream> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(EventStream::close);
    }

    private EventStream stream(Perigee node, Member reader) {
        return stream(node, reader, Map.of());
    }

    private EventStream stream(Perigee node, Member reader, Map<String, String> headers) {
        var stream = EventStream.of(node, STREAM, reader.person().token(), headers);
        open.add(stream);
        return stream;
    }

    private static Http to(Perigee node, Member member) {
        return Http.to(node).bearer(member.person().token());
    }

    private void project(String name) {
        assertThat(to(one, grace).post("/api/project", Json.of("name", name)).status())
                .isEqualTo(201);
    }

    private static String title(EventStream.Event event) {
        return event.data().at("/data/project/name").asString();
    }

    @Test
    void what_happens_on_one_node_is_told_by_every_node() {
        project("Before");
        var here = stream(one, owner);
        var there = stream(other, owner);
        project("Apollo");
        for (var stream : List.of(here, there)) {
            var event = stream.next();
            assertThat(event.name()).isEqualTo("notification");
            assertThat(event.id()).isEqualTo(event.data().path("id").asString());
            assertThat(title(event)).isEqualTo("Apollo");
        }
    }

    @Test
    void whoever_comes_back_gets_what_they_have_missed() {
        var before = stream(one, owner);
        project("Apollo");
        String last = before.next().id();
        before.close();
        project("Gemini");
        project("Mercury");
        var after = stream(other, owner, Map.of("Last-Event-ID", last));
        assertThat(title(after.next())).isEqualTo("Gemini");
        assertThat(title(after.next())).isEqualTo("Mercury");
        assertThat(after.waiting()).isZero();
    }

    @Test
    void each_reader_gets_their_own_and_none_of_another_account() {
        var stranger = people.member(people.account(), "owner");
        var theirs = stream(one, stranger);
        var graces = stream(one, grace);
        var owners = stream(one, owner);
        project("Apollo");
        to(one, owner).post("/api/project", Json.of("name", "For Grace"));
        assertThat(title(owners.next())).isEqualTo("Apollo");
        assertThat(title(graces.next())).isEqualTo("For Grace");
        assertThat(List.of(theirs.waiting(), graces.waiting(), owners.waiting()))
                .containsOnly(0);
    }

    @Test
    void it_ends_when_the_session_is_ended_on_another_node() {
        var stream = stream(one, owner);
        assertThat(to(other, owner).delete("/api/auth").status()).isEqualTo(204);
        assertThat(stream.awaitEnd()).isTrue();
    }

    @Test
    void it_ends_when_its_reader_may_no_longer_read() {
        var stream = stream(one, grace);
        assertThat(to(other, owner)
                        .patch("/api/user/" + grace.id(), "{\"active\": false}")
                        .status())
                .isEqualTo(200);
        assertThat(stream.awaitEnd()).isTrue();
    }

    @Test
    void it_ends_when_the_node_stops() {
        var node = Perigee.node(Perigee.roomy("perigee.notification.stream=15m", "perigee.client-url=" + one.url()));
        var stream = stream(node, owner);
        node.close();
        assertThat(stream.awaitEnd()).isTrue();
    }

    @Test
    void it_ends_after_the_time_that_is_set() {
        var node = Perigee.node(Perigee.roomy("perigee.notification.stream=200ms", "perigee.client-url=" + one.url()));
        assertThat(stream(node, owner).awaitEnd()).isTrue();
        node.close();
    }

    @Test
    void one_more_than_a_session_may_have_ends_the_oldest() {
        var first = stream(one, owner);
        var others = new ArrayList<EventStream>();
        for (int i = 0; i < Listeners.EACH; i++) {
            others.add(stream(one, owner));
        }
        assertThat(first.awaitEnd()).isTrue();
        assertThat(others).allMatch(EventStream::isOpen);
        project("Apollo");
        others.forEach(stream -> assertThat(title(stream.next())).isEqualTo("Apollo"));
    }

    @Test
    void nobody_reads_it_by_a_key_or_without_a_credential() {
        String key = people.key(owner, "owner", List.of("project.read"));
        assertThat(Http.to(one).bearer(key).get(STREAM).status()).isEqualTo(403);
        assertThat(Http.to(one).get(STREAM).status()).isEqualTo(401);
    }
}
