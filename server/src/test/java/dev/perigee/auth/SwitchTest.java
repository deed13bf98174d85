package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One person, several accounts: a session acts in one of them at a time. */
class SwitchTest {

    private final Perigee server = Perigee.shared();
    private final Population people = Population.of(server);
    private final UUID other = people.account();
    private Member member;

    @BeforeEach
    void join() {
        member = people.member(people.account(), "owner");
        people.join(other, member.id(), "user");
    }

    @Test
    @DisplayName("S-119: nobody switches to an account in which they have no part")
    void not_to_a_foreign_account() {
        for (UUID foreign : new UUID[] {people.account(), UUID.randomUUID()}) {
            var answer = switchTo(foreign);
            assertThat(answer.status() + answer.code()).isEqualTo("404not_found");
        }
        assertThat(member.api().get("/api/user").field("account_id"))
                .isEqualTo(member.account().toString());
    }

    @Test
    @DisplayName("S-119: nobody switches to an account that is shut or closed, or in which they are deactivated")
    void not_where_they_cannot_act() {
        people.shut(other);
        assertThat(switchTo(other).status()).isEqualTo(404);
        var closed = people.account();
        people.join(closed, member.id(), "owner");
        server.query("update account set closed_at = now() where id = ?", closed);
        assertThat(switchTo(closed).status()).isEqualTo(404);
        var left = people.account();
        people.join(left, member.id(), "owner");
        server.query("update membership set disabled_at = now() where account_id = ?", left);
        assertThat(switchTo(left).status()).isEqualTo(404);
    }

    @Test
    @DisplayName("S-119: what was meant for one account is never done in another: earlier tokens are refused")
    void a_token_is_good_in_its_own_account_only() {
        var switched = switchTo(other);
        assertThat(member.api().get("/api/account").status()).isEqualTo(401);
        assertThat(Http.to(server)
                        .bearer(switched.field("token"))
                        .get("/api/account")
                        .field("id"))
                .isEqualTo(other.toString());
    }

    @Test
    @DisplayName("S-119: an account named in body, query or header changes nothing")
    void an_account_in_the_request_counts_for_nothing() {
        var id = other.toString();
        assertThat(member.api()
                        .patch("/api/account", Json.of("account_id", id, "name", "Taken"))
                        .status())
                .isEqualTo(400);
        var answer = member.api().with("X-Account-Id", id).get("/api/account?account_id=" + id);
        assertThat(answer.field("id")).isEqualTo(member.account().toString());
    }

    @Test
    void the_role_is_that_of_the_account() {
        var answer = switchTo(other);
        assertThat(answer.json().path("user").path("permission").asString()).isEqualTo("user");
        var there = Http.to(server).bearer(answer.field("token"));
        assertThat(there.patch("/api/account", Json.of("name", "Mine")).code()).isEqualTo("permission_missing");
        assertThat(there.get("/api/auth").field("account_id")).isEqualTo(other.toString());
    }

    @Test
    void another_node_refuses_the_earlier_token_too() {
        try (var node = Perigee.node(Perigee.roomy("perigee.client-url=" + server.url()))) {
            assertThat(Http.to(node)
                            .bearer(member.person().token())
                            .get("/api/account")
                            .status())
                    .isEqualTo(200);
            String token = switchTo(other).field("token");
            Person.until(() -> Http.to(node)
                                    .bearer(member.person().token())
                                    .get("/api/account")
                                    .status()
                            == 401
                    ? true
                    : null);
            assertThat(Http.to(node).bearer(token).get("/api/account").field("id"))
                    .isEqualTo(other.toString());
        }
    }

    @Test
    void who_has_no_part_anywhere_can_switch_once_they_have_one() {
        var homeless = people.homeless();
        assertThat(homeless.api().get("/api/account").status()).isEqualTo(403);
        assertThat(homeless.api().get("/api/user").status()).isEqualTo(200);
        people.join(other, homeless.id(), "user");
        var answer = homeless.api().post("/api/auth/switch", Json.of("account_id", other.toString()));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }

    /** A session whose place is gone moves to the person's next account when its token is refreshed. */
    @Test
    void a_session_that_lost_its_place_moves_on() {
        var person = Person.signedIn(server);
        var first = person.signIn();
        String user = first.json().path("user").path("id").asString();
        server.query("update membership set created_at = now() - interval '1 day' where user_id = ?::uuid", user);
        people.join(other, UUID.fromString(user), "user");
        server.query(
                "update membership set disabled_at = now() where user_id = ?::uuid and account_id <> ?", user, other);
        var refreshed =
                Http.to(server).post("/api/auth/refresh", Json.of("refresh_token", first.field("refresh_token")));
        assertThat(Http.to(server)
                        .bearer(refreshed.field("token"))
                        .get("/api/account")
                        .field("id"))
                .isEqualTo(other.toString());
    }

    private Answer switchTo(UUID account) {
        return member.api().post("/api/auth/switch", Json.of("account_id", account.toString()));
    }
}
