package dev.perigee.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no password at sign-up is none later: changed by its person, or chosen by the link of a mail. */
class ChosenPasswordTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final String OTTER = new String(Character.toChars(0x1f9a6));
    private static final String BADGER = new String(Character.toChars(0x1f9a1));

    private static Answer change(Person person, String current, String next) {
        return person.api()
                .from(Perigee.freshAddress())
                .send("PUT", "/api/user/password", Json.of("current", current, "password", next));
    }

    private static Answer reset(String token, String next) {
        return Http.to(SERVER)
                .from(Perigee.freshAddress())
                .post("/api/user/password/reset", Json.of("token", token, "password", next));
    }

    private static void assertRefused(Answer answer, String code) {
        assertThat(answer.status()).isEqualTo(422);
        var fault = answer.json().path("errors").path(0);
        assertThat(fault.path("field").asString() + ' ' + fault.path("code").asString())
                .isEqualTo("password " + code);
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                Arguments.of("seven characters", "abc-k7q", "too_short"),
                Arguments.of("seven characters of two units each", OTTER.repeat(7), "too_short"),
                Arguments.of("129 letters", "Lorem ipsum, dolor ".repeat(8).substring(0, 129), "too_long"),
                Arguments.of("more than 512 bytes", OTTER.repeat(128) + 'x', "password"),
                Arguments.of("100,000 bytes", "k7".repeat(50_000), "password"),
                Arguments.of("a listed one", "baseball", "common"),
                Arguments.of("a listed one in capitals", "BaseBall", "common"),
                Arguments.of("a listed one repeated", "passwordpassword", "common"),
                Arguments.of("the product repeated oddly", "PerigeePERIGEE", "common"),
                Arguments.of("the own name repeated", "Ada TestAda Test", "common"));
    }

    @DisplayName("S-014")
    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void a_password_that_anybody_would_try_or_of_a_wrong_length_is_refused(String what, String password, String code) {
        var person = Person.signedIn(SERVER);
        String token = person.resetToken();
        assertRefused(change(person, Person.PASSWORD, password), code);
        assertRefused(reset(token, password), code);
        assertThat(person.signIn().status()).as(what).isEqualTo(200);
    }

    @Test
    @DisplayName("S-014")
    void the_own_address_is_refused_in_any_case() {
        var person = Person.signedIn(SERVER);
        String token = person.resetToken();
        String email = person.email();
        for (String password : List.of(email, email.toUpperCase(Locale.ROOT), email.substring(0, email.indexOf('@')))) {
            assertRefused(change(person, Person.PASSWORD, password), "common");
            assertRefused(reset(token, password), "common");
        }
    }

    @DisplayName("S-014")
    @ParameterizedTest
    @ValueSource(ints = {8, 15, 64, 128})
    void a_password_of_any_composition_is_taken_at_any_length_between_the_limits(int length) {
        var person = Person.signedIn(SERVER);
        String letters = "the quick brown fox jumps over a lazy dog; ".repeat(3).substring(0, length);
        assertThat(change(person, Person.PASSWORD, letters).status()).isEqualTo(204);
        assertThat(person.signIn(letters).status()).isEqualTo(200);
        String emoji = (OTTER + BADGER).repeat(length / 2 - 1) + "x1" + "y".repeat(length % 2);
        assertThat(reset(person.resetToken(), emoji).status()).isEqualTo(204);
        assertThat(person.signIn(emoji).status()).isEqualTo(200);
    }
}
