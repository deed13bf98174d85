package dev.perigee.passkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.SoftwareKey;
import dev.perigee.testing.Together;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Adding a passkey, and signing in by it. */
class PasskeyTest {

    private static final Perigee SERVER = Perigee.shared();

    private static Http anybody() {
        return Http.to(SERVER).from(Perigee.freshAddress());
    }

    private static JsonNode toAdd(Person person) {
        return person.api().post("/api/auth/passkey/options", null).json();
    }

    private static JsonNode toSignIn() {
        return anybody().post("/api/auth/passkey/verify/options", null).json();
    }

    private static Answer add(Person person, Map<String, Object> credential) {
        return person.api().post("/api/auth/passkey", Json.of("credential", credential, "name", "Phone"));
    }

    private static Answer signIn(Map<String, Object> credential) {
        return anybody().post("/api/auth/passkey/verify", Json.of("credential", credential, "client", "native"));
    }

    private static SoftwareKey keyOf(Person person) {
        var key = new SoftwareKey(SERVER.url());
        var answer = add(person, key.create(toAdd(person)));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return key;
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("invalid_passkey");
    }

    private static String mails(Person person, String kind) {
        return SERVER.query("select count(*) from mail where recipient = ? and kind = ?", person.email(), kind);
    }

    @Test
    void a_passkey_signs_in_without_a_name() {
        var person = Person.signedIn(SERVER);
        var answer = signIn(keyOf(person).get(toSignIn()));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.field("user.email")).isEqualTo(person.email());
        assertThat(mails(person, "passkey_added")).isEqualTo("1");
    }

    @Test
    void a_passkey_is_both_factors() {
        var person = Person.enrolled(SERVER);
        var answer = signIn(keyOf(person).get(toSignIn()));
        assertThat(answer.field("token")).isNotEmpty();
        person.api().send("PUT", "/api/account/2fa", "{\"required\": true}");
        assertThat(Http.to(SERVER)
                        .bearer(answer.field("token"))
                        .get("/api/project")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void the_options_ask_for_a_device_that_verifies_its_person() {
        var person = Person.signedIn(SERVER);
        keyOf(person);
        var create = toAdd(person);
        assertThat(create.at("/authenticatorSelection/userVerification").asString())
                .isEqualTo("required");
        assertThat(create.at("/authenticatorSelection/residentKey").asString()).isEqualTo("required");
        assertThat(create.at("/rp/id").asString()).isEqualTo("localhost");
        assertThat(create.path("excludeCredentials")).hasSize(1);
        assertThat(create.toString()).doesNotContain("\"" + person.token());
        var get = toSignIn();
        assertThat(get.path("userVerification").asString()).isEqualTo("required");
        assertThat(get.path("allowCredentials")).isEmpty();
        assertThat(Base64.getUrlDecoder().decode(get.path("challenge").asString()))
                .hasSizeGreaterThanOrEqualTo(32);
    }

    @Test
    void a_device_that_has_not_verified_its_person_is_not_enough() {
        var person = Person.signedIn(SERVER);
        var careless = new SoftwareKey(SERVER.url()).flags(SoftwareKey.PRESENT);
        assertRefused(add(person, careless.create(toAdd(person))));
        assertRefused(signIn(keyOf(person).flags(SoftwareKey.PRESENT).get(toSignIn())));
        assertRefused(signIn(keyOf(person).flags(SoftwareKey.VERIFIED).get(toSignIn())));
    }

    @Test
    void another_site_gets_nothing_that_works_here() {
        var person = Person.signedIn(SERVER);
        var key = keyOf(person);
        assertRefused(signIn(key.at("https://evil.example").get(toSignIn())));
        assertRefused(signIn(key.at(SERVER.url() + ".evil.example").get(toSignIn())));
        assertRefused(signIn(keyOf(person).site("evil.example").get(toSignIn())));
        assertRefused(add(person, new SoftwareKey("https://evil.example").create(toAdd(person))));
        assertRefused(
                add(person, new SoftwareKey(SERVER.url()).site("evil.example").create(toAdd(person))));
    }

    @Test
    void an_answer_counts_once() {
        var key = keyOf(Person.signedIn(SERVER));
        var credential = key.get(toSignIn());
        assertThat(signIn(credential).status()).isEqualTo(200);
        assertRefused(signIn(credential));
    }

    @Test
    void of_many_uses_of_one_answer_at_once_one_counts() {
        var credential = keyOf(Person.signedIn(SERVER)).get(toSignIn());
        var answers = Together.ask(20, n -> Together.served(() -> signIn(credential)));
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
    }

    @Test
    void a_challenge_of_nobody_or_for_something_else_is_none() {
        var person = Person.signedIn(SERVER);
        var key = keyOf(person);
        assertRefused(signIn(key.get(toAdd(person))));
        assertRefused(add(person, new SoftwareKey(SERVER.url()).create(toSignIn())));
        assertRefused(add(person, new SoftwareKey(SERVER.url()).create(toAdd(Person.signedIn(SERVER)))));
    }

    @Test
    void a_challenge_ends_after_five_minutes() {
        var key = keyOf(Person.signedIn(SERVER));
        var options = toSignIn();
        String challenge = options.path("challenge").asString();
        assertThat(SERVER.query("""
                select round(extract(epoch from expires_at - now()))::int between 290 and 300 from passkey_challenge
                 where challenge = decode(?, 'hex')""", hex(challenge))).isEqualTo("t");
        SERVER.query(
                "update passkey_challenge set expires_at = now() where challenge = decode(?, 'hex')", hex(challenge));
        assertRefused(signIn(key.get(options)));
    }

    private static String hex(String base64) {
        return java.util.HexFormat.of().formatHex(Base64.getUrlDecoder().decode(base64));
    }

    @Test
    void a_copy_of_a_key_is_noticed_by_its_count() {
        var key = keyOf(Person.signedIn(SERVER)).count(10);
        assertThat(signIn(key.get(toSignIn())).status()).isEqualTo(200);
        assertRefused(signIn(key.count(5).get(toSignIn())));
        assertThat(signIn(key.count(20).get(toSignIn())).status()).isEqualTo(200);
    }

    @Test
    void a_key_in_anothers_name_is_nobodys() {
        var person = Person.signedIn(SERVER);
        var key = keyOf(person);
        var other = toAdd(Person.signedIn(SERVER)).path("user").path("id").asString();
        assertRefused(signIn(key.user(other).get(toSignIn())));
        assertRefused(signIn(key.user("").get(toSignIn())));
    }

    @Test
    void a_key_that_is_there_already_is_nobody_elses() {
        var key = keyOf(Person.signedIn(SERVER));
        var other = Person.signedIn(SERVER);
        assertRefused(add(other, key.create(toAdd(other))));
    }

    @Test
    void what_is_no_credential_is_refused_alike() {
        var key = keyOf(Person.signedIn(SERVER));
        for (Object odd : List.of(Map.of(), Map.of("id", "x"), Map.of("response", List.of()), List.of(), "x", 7)) {
            var answer = anybody().post("/api/auth/passkey/verify", Json.of("credential", odd));
            assertThat(answer.status()).as(odd + ": " + answer).isEqualTo(401);
        }
        var credential = new java.util.HashMap<>(key.get(toSignIn()));
        credential.put("rawId", "AAAA");
        assertRefused(signIn(credential));
    }

    @Test
    void somebody_who_is_shut_out_does_not_come_in_by_passkey() {
        var person = Person.signedIn(SERVER);
        var key = keyOf(person);
        SERVER.query("update app_user set disabled_at = now() where email = ?", person.email());
        assertRefused(signIn(key.get(toSignIn())));
    }

    @Test
    void a_removed_key_opens_nothing_any_more() {
        var person = Person.signedIn(SERVER);
        var key = keyOf(person);
        String id = person.api()
                .get("/api/auth/passkey")
                .json()
                .path("items")
                .path(0)
                .path("id")
                .asString();
        assertThat(Person.signedIn(SERVER)
                        .api()
                        .delete("/api/auth/passkey/" + id)
                        .status())
                .isEqualTo(404);
        var byKey = signIn(key.get(toSignIn())).field("token");
        assertThat(person.api().delete("/api/auth/passkey/" + id).status()).isEqualTo(204);
        assertRefused(signIn(key.get(toSignIn())));
        assertThat(anybody().bearer(byKey).get("/api/user").status()).isEqualTo(401);
        assertThat(person.api().get("/api/user").status()).isEqualTo(200);
        assertThat(mails(person, "passkey_removed")).isEqualTo("1");
    }

    @Test
    void a_key_has_a_name_that_its_person_can_change() {
        var person = Person.signedIn(SERVER);
        keyOf(person);
        var listed = person.api().get("/api/auth/passkey").json().path("items").path(0);
        assertThat(listed.path("name").asString()).isEqualTo("Phone");
        String path = "/api/auth/passkey/" + listed.path("id").asString();
        assertThat(person.api().patch(path, Json.of("name", "Desk")).field("name"))
                .isEqualTo("Desk");
        assertThat(Person.signedIn(SERVER)
                        .api()
                        .patch(path, Json.of("name", "Mine"))
                        .status())
                .isEqualTo(404);
        assertThat(person.api().get("/api/auth/passkey").body())
                .contains("Desk")
                .doesNotContain("Phone", "Mine");
    }

    @Test
    void there_are_twenty_and_no_more() {
        var person = Person.signedIn(SERVER);
        for (int n = 0; n < 20; n++) {
            keyOf(person);
        }
        var answer = add(person, new SoftwareKey(SERVER.url()).create(toAdd(person)));
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("too_many_passkeys");
    }

    @Test
    void a_key_proves_again_who_its_person_is_and_nobody_else() {
        var person = Person.signedIn(SERVER);
        var key = keyOf(person);
        person.proveNothingFor("1 hour");
        assertThat(person.api().delete("/api/user").code()).isEqualTo("step_up_required");
        var others = keyOf(Person.signedIn(SERVER));
        assertRefused(person.api().post("/api/auth/passkey/step-up", Json.of("credential", others.get(toSignIn()))));
        assertThat(person.api()
                        .post("/api/auth/passkey/step-up", Json.of("credential", key.get(toSignIn())))
                        .status())
                .isEqualTo(204);
        assertThat(person.api().delete("/api/user").status()).isEqualTo(204);
    }

    @Test
    void this_was_not_me_takes_away_the_key_that_a_thief_has_added() {
        var person = Person.signedIn(SERVER);
        var key = keyOf(person);
        String token = Person.until(() -> {
            var mails = person.mails();
            return mails.body().contains("/notme#token=") ? Person.tokenIn(mails) : null;
        });
        assertThat(anybody().post("/api/auth/disown", Json.of("token", token)).status())
                .isEqualTo(200);
        assertRefused(signIn(key.get(toSignIn())));
    }

    @Test
    @DisplayName("S-027: the last passkey of somebody without a password stays")
    void the_last_way_in_stays() {
        var person = Person.signedIn(SERVER);
        String id = person.passkeyId();
        SERVER.query("update app_user set password_hash = 'none' where email = ?", person.email());
        assertThat(person.api().delete("/api/auth/passkey/" + id).code()).isEqualTo("last_way_in");
        String another = person.passkeyId();
        assertThat(person.api().delete("/api/auth/passkey/" + another).status()).isEqualTo(204);
    }

    @Test
    @DisplayName("S-088: where two factors are asked for, one does not bring the other along")
    void a_password_alone_adds_no_factor_beside_a_passkey() {
        var person = Person.signedIn(SERVER);
        var key = keyOf(person);
        person.api().send("PUT", "/api/account/2fa", "{\"required\": true}");
        var thief = anybody().bearer(person.signIn().field("token"));
        for (String path : List.of("/api/user/2fa", "/api/auth/passkey/options")) {
            var answer = thief.post(path, null);
            assertThat(answer.status() + " " + answer.code()).as(path).isEqualTo("403 step_up_required");
        }
        assertThat(thief.send("PUT", "/api/user/2fa", "{\"code\": \"123456\"}").code())
                .isEqualTo("step_up_required");
        assertThat(thief.get("/api/project").code()).isEqualTo("second_factor_required");

        var credential = Json.of("credential", key.get(toSignIn()));
        assertThat(thief.post("/api/auth/passkey/step-up", credential).status()).isEqualTo(204);
        assertThat(thief.get("/api/project").status()).isEqualTo(200);
        assertThat(thief.post("/api/user/2fa", null).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-088: a factor that is gone is no longer shown")
    void the_session_that_removes_the_only_factor_has_shown_none() {
        var person = Person.signedIn(SERVER);
        person.api().send("PUT", "/api/account/2fa", "{\"required\": true}");
        String id = person.passkeyId();
        assertThat(person.api().get("/api/project").status()).isEqualTo(200);
        assertThat(person.api().delete("/api/auth/passkey/" + id).status()).isEqualTo(204);
        assertThat(person.api().get("/api/project").code()).isEqualTo("second_factor_required");
    }

    @Test
    void a_device_of_tomorrow_can_be_added() {
        var person = Person.signedIn(SERVER);
        var credential = bent(person, response -> response.put("transports", List.of("internal", "by-thought")));
        assertThat(add(person, credential).status()).isEqualTo(201);
    }

    @Test
    void what_is_too_much_or_too_little_is_refused() {
        var person = Person.signedIn(SERVER);
        assertRefused(add(person, bent(person, response -> response.remove("attestationObject"))));
        assertRefused(add(person, bent(person, response -> response.put("attestationObject", "A".repeat(20_000)))));
        var lengthy = bent(person, response -> {});
        lengthy.put("rawId", "A".repeat(4_000));
        assertRefused(add(person, lengthy));
    }

    /** A credential of a new device, whose response is bent. */
    private static Map<String, Object> bent(Person person, Consumer<Map<String, Object>> bend) {
        var credential = new HashMap<>(new SoftwareKey(SERVER.url()).create(toAdd(person)));
        var response = new HashMap<String, Object>();
        ((Map<?, ?>) Objects.requireNonNull(credential.get("response")))
                .forEach((name, value) -> response.put(name.toString(), value));
        bend.accept(response);
        credential.put("response", response);
        return credential;
    }
}
