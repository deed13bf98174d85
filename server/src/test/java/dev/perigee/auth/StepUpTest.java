package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import org.junit.jupiter.api.Test;

/** Proving again who one is, before what cannot be undone. */
class StepUpTest {

    private static final Perigee SERVER = Perigee.shared();

    private static Answer prove(Person person, String... proof) {
        return person.api().post("/api/auth/step-up", Json.of((Object[]) proof));
    }

    private static void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
    }

    @Test
    void a_sign_in_is_proof_enough_for_five_minutes() {
        var person = Person.signedIn(SERVER);
        person.proveNothingFor("4 minutes 50 seconds");
        assertThat(person.api().delete("/api/user").status()).isEqualTo(204);
        var other = Person.signedIn(SERVER);
        other.proveNothingFor("5 minutes 1 second");
        assertRefused(other.api().delete("/api/user"), 403, "step_up_required");
        assertThat(other.api().get("/api/user").status()).isEqualTo(200);
    }

    @Test
    void the_password_proves_it_where_there_is_nothing_else() {
        var person = Person.signedIn(SERVER);
        person.proveNothingFor("1 hour");
        assertRefused(person.api().delete("/api/user"), 403, "step_up_required");
        assertRefused(prove(person, "password", "another password 1"), 401, "invalid_credentials");
        assertRefused(prove(person), 422, "password_required");
        assertRefused(prove(person, "code", "123456"), 422, "password_required");
        assertRefused(person.api().delete("/api/user"), 403, "step_up_required");
        assertThat(prove(person, "password", Person.PASSWORD).status()).isEqualTo(204);
        assertThat(person.api().delete("/api/user").status()).isEqualTo(204);
    }

    @Test
    void with_a_second_factor_it_takes_a_code() {
        var person = Person.enrolled(SERVER);
        person.proveNothingFor("1 hour");
        assertRefused(prove(person, "password", Person.PASSWORD), 422, "code_required");
        assertRefused(prove(person, "code", "4-K7QX-2MNP-9RTV"), 401, "invalid_code");
        assertThat(prove(person, "code", person.authenticator().next()).status())
                .isEqualTo(204);
        assertThat(person.api().delete("/api/user").status()).isEqualTo(204);
    }

    @Test
    void the_proof_of_one_session_is_none_for_another() {
        var person = Person.signedIn(SERVER);
        var other = person.signIn();
        person.proveNothingFor("1 hour");
        assertThat(prove(person, "password", Person.PASSWORD).status()).isEqualTo(204);
        assertRefused(Http.to(SERVER).bearer(other.field("token")).delete("/api/user"), 403, "step_up_required");
    }

    @Test
    void refreshing_is_no_proof() {
        var person = Person.signedIn(SERVER);
        var session = person.signIn();
        person.proveNothingFor("1 hour");
        var refreshed =
                Http.to(SERVER).post("/api/auth/refresh", Json.of("refresh_token", session.field("refresh_token")));
        assertRefused(Http.to(SERVER).bearer(refreshed.field("token")).delete("/api/user"), 403, "step_up_required");
    }
}
