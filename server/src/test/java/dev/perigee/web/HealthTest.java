package dev.perigee.web;

import static dev.perigee.web.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.database.Notices;
import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;

/** A load balancer learns in time whether a node wants requests. */
class HealthTest {

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/health/live", "/health/ready"})
    void health_tells_one_word_and_nothing_else(String path) {
        var answer = Http.to(Perigee.shared()).get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"" + path.substring("/health/".length()) + "\"}");
    }

    @Test
    void a_node_that_hears_nothing_of_its_database_is_not_ready() {
        try (var deaf = Perigee.node(Perigee.roomy())) {
            Person.until(() -> Http.to(deaf).get("/health/ready").status() == 200 ? true : null);
            deaf.bean(Notices.class).stop();
            Person.until(() -> Http.to(deaf).get("/health/ready").status() == 503 ? true : null);
            assertThat(Http.to(deaf).get("/health/live").status()).isEqualTo(200);
        }
    }

    @Test
    void a_node_that_refuses_traffic_is_not_ready_although_it_hears_its_database() {
        try (var node = Perigee.node(Perigee.roomy())) {
            var ready = Http.to(node);
            Person.until(() -> ready.get("/health/ready").status() == 200 ? true : null);
            say(node, ReadinessState.REFUSING_TRAFFIC);
            assertThat(ready.get("/health/ready").status()).isEqualTo(503);
            say(node, ReadinessState.ACCEPTING_TRAFFIC);
            assertThat(ready.get("/health/ready").status()).isEqualTo(200);
        }
    }

    private void say(Perigee node, ReadinessState state) {
        node.bean(ApplicationAvailabilityBean.class).onApplicationEvent(new AvailabilityChangeEvent<>(this, state));
    }

    @Test
    void a_stopping_node_says_so_and_goes_on_answering_for_a_while() throws InterruptedException {
        var node = Perigee.node(Perigee.roomy("perigee.drain=3s"));
        var stop = Thread.ofVirtual().start(node::close);
        var client = Http.to(node).with("Connection", "keep-alive");
        var notReady = Person.until(() -> {
            var answer = client.get("/health/ready");
            return answer.status() == 200 ? null : answer;
        });
        assertProblem(notReady, 503);
        assertThat(notReady.code()).isEqualTo("not_ready");
        assertThat(notReady.header("retry-after")).contains("1");
        assertThat(client.get("/health/live").status()).isEqualTo(200);
        var answer = client.get("/api/auth");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("connection")).contains("close");
        stop.join();
    }
}
