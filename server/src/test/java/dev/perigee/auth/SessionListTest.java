package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Jwt;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A person's own sessions: seen, and ended one by one or all at once. */
class SessionListTest {

    private static final Perigee SERVER = Perigee.shared();

    private static String id(Answer signIn) {
        return Jwt.of(signIn.field("token")).claims().path("sid").asString();
    }

    private static boolean lives(Answer signIn) {
        return "true"
                .equals(Http.to(SERVER)
                        .bearer(signIn.field("token"))
                        .get("/api/auth")
                        .field("authenticated"));
    }

    @Test
    @DisplayName("S-047")
    void sessions_of_others_are_neither_seen_nor_ended() {
        var victim = Person.signedIn(SERVER);
        var victims = victim.signIn();
        var attacker = Person.signedIn(SERVER);
        assertThat(attacker.api().get("/api/auth/session").body()).doesNotContain(id(victims));
        var foreign = attacker.api().delete("/api/auth/session/" + id(victims));
        var random = attacker.api().delete("/api/auth/session/" + UUID.randomUUID());
        assertThat(foreign.status()).isEqualTo(404);
        assertThat(foreign.code()).isEqualTo(random.code());
        attacker.api().delete("/api/auth/session");
        assertThat(lives(victims)).isTrue();
    }

    @Test
    void an_ended_session_is_refused_at_once_and_gone_from_the_list() {
        var person = Person.signedIn(SERVER);
        var other = person.signIn();
        assertThat(lives(other)).isTrue();
        assertThat(person.api().delete("/api/auth/session/" + id(other)).status())
                .isEqualTo(204);
        assertThat(lives(other)).isFalse();
        assertThat(person.api().get("/api/auth/session").body()).doesNotContain(id(other));
        assertThat(person.api().delete("/api/auth/session/" + id(other)).status())
                .isEqualTo(404);
    }

    @Test
    void all_others_end_and_this_one_goes_on() {
        var person = Person.signedIn(SERVER);
        var others = List.of(person.signIn(), person.signIn());
        assertThat(person.api().delete("/api/auth/session").status()).isEqualTo(204);
        assertThat(others).noneMatch(SessionListTest::lives);
        var left = person.api().get("/api/auth/session").json().path("items");
        assertThat(left.size()).isEqualTo(1);
        assertThat(left.path(0).path("current").asBoolean()).isTrue();
    }

    @Test
    void a_session_tells_device_browser_network_and_last_use() {
        var person = Person.signedIn(SERVER);
        person.signIn(Http.to(SERVER)
                .from("127.0.0.77")
                .with("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"));
        var newest = person.api().get("/api/auth/session").json().path("items").path(0);
        assertThat(newest.path("device").asString()).isEqualTo("Linux");
        assertThat(newest.path("browser").asString()).isEqualTo("Firefox");
        assertThat(newest.path("network").asString()).isEqualTo("127.0.0.0/24");
        assertThat(newest.path("current").asBoolean()).isFalse();
        assertThat(newest.path("last_used_at").asString()).isNotEmpty();
    }

    @Test
    void the_list_has_pages() {
        var person = Person.signedIn(SERVER);
        person.signIn();
        person.signIn();
        var first = person.api().get("/api/auth/session?limit=2");
        assertThat(first.json().path("items").size()).isEqualTo(2);
        var second = person.api().get("/api/auth/session?limit=2&cursor=" + first.field("next"));
        assertThat(second.json().path("items").size()).isEqualTo(1);
        assertThat(second.json().path("next").isNull()).isTrue();
    }
}
