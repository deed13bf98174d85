package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;

/** Somebody who has just signed up: the token from their mail and the nonce of their browser. */
record SignedUp(Person person, String token, String nonce) {

    private static final Perigee SERVER = Perigee.shared();

    static SignedUp anybody() {
        var person = Person.newOn(SERVER);
        String nonce = person.signUp().cookie("__Host-signup");
        return new SignedUp(person, person.mailedToken(), nonce);
    }

    Answer inTheSameBrowser() {
        return Http.to(SERVER)
                .with("Cookie", "__Host-signup=" + nonce)
                .post("/api/user/verify", Json.of("token", token));
    }

    Answer inAnotherBrowser(String password) {
        return verify(token, password);
    }

    boolean verified() {
        return "t".equals(SERVER.query("select verified_at is not null from app_user where email = ?", person.email()));
    }

    static Answer verify(String token, String password) {
        return Http.to(SERVER).post("/api/user/verify", Json.of("token", token, "password", password));
    }

    static Answer verify(String token) {
        return Http.to(SERVER).post("/api/user/verify", Json.of("token", token));
    }

    static void assertSpent(Answer answer) {
        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.code()).isEqualTo("link_spent");
    }
}
