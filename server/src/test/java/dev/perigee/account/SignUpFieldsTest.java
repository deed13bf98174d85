package dev.perigee.account;

import static dev.perigee.account.SignUps.fresh;
import static dev.perigee.account.SignUps.mailsLike;
import static dev.perigee.account.SignUps.signUp;
import static dev.perigee.account.SignUps.usersLike;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sign-up takes for a password, an address and a name, and what it refuses. */
class SignUpFieldsTest {

    private static final Perigee SERVER = Perigee.shared();

    private static String fault(Answer answer) {
        var fault = answer.json().path("errors").path(0);
        return fault.path("field").asString() + ' ' + fault.path("code").asString();
    }

    @DisplayName("S-014")
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "seven characters,             abc-k7q,                            too_short",
        "listed,                       baseball,                           common",
        "listed in capitals,           BaseBall,                           common",
        "a listed one repeated,        passwordpassword,                   common",
        "the product's name repeated,  perigeeperigee,                     common",
        "the product repeated oddly,   PerigeePERIGEE,                     common",
        "the own name repeated,        Wilhelmina-KWilhelmina-K,           common",
        "the own name,                 wilhelmina-k,                       common",
    })
    void a_password_that_anybody_would_try_is_refused(String what, String password, String code) {
        var answer = signUp("Wilhelmina-K", fresh("example.org"), password);
        assertThat(answer.status()).as(what).isEqualTo(422);
        assertThat(fault(answer)).isEqualTo("password " + code);
    }

    @Test
    @DisplayName("S-014")
    void the_own_address_is_refused_as_a_password_in_any_case() {
        String email = fresh("example.org");
        assertThat(fault(signUp("Ada", email, email))).isEqualTo("password common");
        assertThat(fault(signUp("Ada", email, email.toUpperCase(java.util.Locale.ROOT))))
                .isEqualTo("password common");
        assertThat(fault(signUp("Ada", email, email.substring(0, email.indexOf('@')))))
                .isEqualTo("password common");
        assertThat(usersLike(email)).isEqualTo("0");
    }

    static Stream<Arguments> passwordsByLength() {
        String otter = new String(Character.toChars(0x1f9a6));
        return Stream.of(
                Arguments.of("seven characters of two units each", (otter + "abcdefg").substring(0, 8), "too_short"),
                Arguments.of(
                        "seven letters with their accents beside them", "e\u0301a\u0301".repeat(3) + "x", "too_short"),
                Arguments.of("129 letters", "Lorem ipsum, dolor ".repeat(8).substring(0, 129), "too_long"),
                Arguments.of("more than 512 bytes", otter.repeat(128) + "x", "password"),
                Arguments.of("100,000 bytes", "k7".repeat(50_000), "password"));
    }

    @DisplayName("S-014")
    @ParameterizedTest(name = "{0}")
    @MethodSource("passwordsByLength")
    void a_password_of_a_wrong_length_is_refused(String what, String password, String code) {
        var answer = signUp("Ada", fresh("example.org"), password);
        assertThat(answer.status()).as(what).isEqualTo(422);
        assertThat(fault(answer)).isEqualTo("password " + code);
    }

    @DisplayName("S-014")
    @ParameterizedTest
    @ValueSource(ints = {8, 15, 64, 128})
    void a_password_of_any_composition_is_taken_at_any_length_between_the_limits(int length) {
        String letters = "the quick brown fox jumps over a lazy dog; ".repeat(3).substring(0, length);
        String otters = new String(Character.toChars(0x1f9a6)) + new String(Character.toChars(0x1f9a1));
        String emoji = otters.repeat(length / 2 - 1) + "x1" + (length % 2 == 0 ? "" : "y");
        for (String password : List.of(letters, emoji)) {
            var person = Person.newOn(SERVER);
            assertThat(signUp("Ada", person.email(), password).status()).isEqualTo(202);
            assertThat(person.signIn(password).status()).isEqualTo(200);
        }
    }

    @DisplayName("S-060")
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "%s@example.org,v@example.org",
                "%s@example.org;v@example.org",
                "%s@example.org v@example.org",
                "%s@example.org\nv@example.org",
                "%s@example.org\r\nBcc: v@example.org",
                "%s\n@example.org",
                "\"%s@example.org>,<v@example.org\"",
                "\"v@example.org\"%s@example.com",
                "\"%s v\"@example.org",
                "\"%s\"@example.org",
                "Ada <%s@example.org>",
                "<%s@example.org>",
                "%s@v@example.org",
                "%s(comment)@example.org",
                "%s@[127.0.0.1]",
                "%s@[IPv6:::1]",
                "%s@127.0.0.1",
                "%s@localhost",
                "%s@example.org..",
                "%s@.example.org",
                "%s@exa_mple.org",
                "%s@-example.org",
                ".%s@example.org",
                "%s.@example.org",
                "a..%s@example.org",
                "%s\uff20example.org",
                "m\u0131ke-%s@example.org",
                "m\u0130ke-%s@example.org",
                "\u212aelvin-%s@example.org",
                "\uff41-%s@example.org",
                "a\u200b-%s@example.org",
                "a\u202e-%s@example.org",
                "a\u007f-%s@example.org",
                "%s@example.org?x",
                "%s@example.org%%00",
                "mailto:%s@example.org",
                "%s",
                "@%s.example.org",
            })
    void what_is_not_one_plain_address_is_refused_and_mails_nobody(String form) {
        String id = UUID.randomUUID().toString();
        var answer = signUp("Ada", form.formatted(id), Person.PASSWORD);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(fault(answer)).isEqualTo("email address");
        assertThat(usersLike(id) + mailsLike(id)).isEqualTo("00");
    }

    @Test
    @DisplayName("S-153")
    void an_address_that_is_too_long_is_refused() {
        String id = UUID.randomUUID().toString();
        for (String email : List.of(
                id + "x".repeat(29) + "@example.org",
                id + "@" + (("d".repeat(60) + ".").repeat(4) + "org").substring(26),
                id + "@" + "d".repeat(64) + ".org",
                id + "@" + "d.".repeat(10_000) + "org")) {
            assertThat(fault(signUp("Ada", email, Person.PASSWORD))).isEqualTo("email address");
        }
        assertThat(usersLike(id)).isEqualTo("0");
    }

    @DisplayName("S-060 S-152")
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "[\"%s@example.org\"]",
                "[\"%s@example.org\", \"v@example.org\"]",
                "{\"value\": \"%s@example.org\"}",
                "\"%s@example.org\", \"email\": \"v@example.org\"",
                "\"%s@example.org\", \"email[]\": \"v@example.org\"",
                "\"%s@example.org\", \"Email\": \"v@example.org\"",
                "\"%s\\u0000@example.org\"",
                "\"%s\\ud800@example.org\"",
                "\"%s\\udc00@example.org\"",
                "17",
                "true",
            })
    void an_address_that_cannot_be_read_as_one_text_is_refused(String json) {
        String id = UUID.randomUUID().toString();
        var answer = Http.to(SERVER).post("/api/account", """
                {"name": "Ada", "password": "%s", "email": %s}""".formatted(Person.PASSWORD, json.formatted(id)));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("unreadable");
        assertThat(usersLike(id) + mailsLike(id)).isEqualTo("00");
    }

    static Stream<Arguments> spellings() {
        return Stream.of(
                Arguments.of("%s@example.org", "%S@EXAMPLE.ORG"),
                Arguments.of("%S@Example.Org", "%s@example.org"),
                Arguments.of("%s@example.org", "  %s@example.org\t"),
                Arguments.of("%s@example.org", "%s@example.org."),
                Arguments.of("%s@example.org", "%s@\uff45xample\u3002org"),
                Arguments.of("%s@b\u00fccher.example", "%s@xn--bcher-kva.example"),
                Arguments.of("%s@XN--BCHER-KVA.example", "%s@B\u00dcCHER.example"),
                Arguments.of("%s@b\u00fccher.example", "%s@bu\u0308cher.example"));
    }

    @DisplayName("S-153")
    @ParameterizedTest(name = "{0} and {1}")
    @MethodSource("spellings")
    void two_spellings_of_one_address_are_one_person(String signedUp, String typed) {
        String id = "v-" + UUID.randomUUID();
        String password = "seven purple otters 42";
        signUp("Ada", signedUp.formatted(id), password);
        signUp("Ada", typed.formatted(id), password);
        assertThat(usersLike(id)).isEqualTo("1");
        assertThat(SERVER.query("select email from app_user where email like ? || '%'", id))
                .matches("v-[0-9a-f-]{36}@(example.org|xn--bcher-kva.example)");
        for (String spelling : List.of(signedUp, typed)) {
            assertThat(Http.to(SERVER)
                            .post("/api/auth", Json.of("email", spelling.formatted(id), "password", password))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    @DisplayName("S-153")
    void an_address_in_another_alphabet_is_another_person() {
        String id = UUID.randomUUID().toString();
        signUp("Ada", id + "@apple.example", Person.PASSWORD);
        signUp("Eve", id + "@\u0430pple.example", Person.PASSWORD);
        assertThat(SERVER.query(
                        "select string_agg(email, ' ' order by email) from app_user where email like ? || '%'", id))
                .isEqualTo(id + "@apple.example " + id + "@xn--pple-43d.example");
    }

    @DisplayName("S-065 S-152")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Ada\r\nBcc: v@example.org",
                "Ada\nTest",
                "Ada\tTest",
                "Ada\u001b[31m",
                "Ada\u0085Test",
                "Ada\u2028Test",
                "Ada\u202egro.elpmaxe",
                "Ada\u2066Test\u2069",
            })
    void a_name_that_could_forge_a_line_or_its_direction_is_refused(String name) {
        String email = fresh("example.org");
        assertThat(fault(signUp(name, email, Person.PASSWORD))).startsWith("name ");
        assertThat(usersLike(email)).isEqualTo("0");
    }

    @Test
    void a_name_of_101_characters_is_refused_and_one_of_100_is_taken() {
        assertThat(fault(signUp("n".repeat(101), fresh("example.org"), Person.PASSWORD)))
                .isEqualTo("name size");
        assertThat(signUp("n".repeat(100), fresh("example.org"), Person.PASSWORD)
                        .status())
                .isEqualTo(202);
    }

    @Test
    @DisplayName("S-065")
    void an_account_name_of_two_lines_or_of_blanks_is_refused() {
        for (String account :
                List.of("Test\r\nLtd", "Test\nBcc: v@example.org", "Test\u2028Ltd", "", " ", "x".repeat(101))) {
            var answer = Http.to(SERVER)
                    .post(
                            "/api/account",
                            Json.of(
                                    "name",
                                    "Ada",
                                    "email",
                                    fresh("example.org"),
                                    "password",
                                    Person.PASSWORD,
                                    "account",
                                    account));
            assertThat(fault(answer)).as("<" + account + ">").startsWith("account ");
        }
    }

    @DisplayName("S-152")
    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "\\ud800", "\\udc00\\ud800"})
    void a_text_that_cannot_be_stored_is_refused_in_every_field(String piece) {
        for (String field : List.of("name", "email", "password", "account")) {
            String body = Json.of(
                            "name",
                            "Ada" + ("name".equals(field) ? "HERE" : ""),
                            "email",
                            ("email".equals(field) ? "HERE" : "") + fresh("example.org"),
                            "password",
                            Person.PASSWORD + ("password".equals(field) ? "HERE" : ""),
                            "account",
                            "Test" + ("account".equals(field) ? "HERE" : ""))
                    .replace("HERE", piece);
            assertThat(Http.to(SERVER).post("/api/account", body).status())
                    .as(field)
                    .isEqualTo(400);
        }
    }

    @DisplayName("S-123")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "id",
                "account_id",
                "permission",
                "verified",
                "email_verified",
                "plan",
                "role",
                "password_hash",
                "active",
                "created_at",
                "default_account",
                "stripe_customer_id",
                "locale",
                "__proto__",
                "constructor"
            })
    void a_field_that_sign_up_does_not_know_is_refused(String field) {
        String email = fresh("example.org");
        var answer = Http.to(SERVER)
                .post(
                        "/api/account",
                        Json.of("name", "Ada", "email", email, "password", Person.PASSWORD, field, "owner"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(fault(answer)).isEqualTo(field + " unknown");
        assertThat(usersLike(email)).isEqualTo("0");
    }

    @Test
    void a_sign_up_without_one_of_its_fields_is_refused() {
        for (String missing : List.of("name", "email", "password")) {
            String body = Json.of("name", "Ada", "email", fresh("example.org"), "password", Person.PASSWORD)
                    .replace('"' + missing + '"', "\"account\"");
            var answer = Http.to(SERVER).post("/api/account", body);
            assertThat(answer.status()).isEqualTo(422);
            assertThat(fault(answer)).startsWith(missing + " ");
        }
    }
}
