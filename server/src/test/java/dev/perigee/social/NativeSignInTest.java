package dev.perigee.social;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Journey;
import dev.perigee.testing.Json;
import dev.perigee.testing.NetworkStandIn;
import dev.perigee.testing.NetworkStandIn.Told;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A native app signs in by a network in a browser of the system, and takes over with a code. */
class NativeSignInTest {

    private static final String APP = Journey.APP;
    private static final String VERIFIER = "a-secret-of-the-app-that-has-43-characters-0";

    private static final Perigee SERVER = Perigee.shared();

    private static String query(String verifier) {
        return "?client=native&challenge=" + NetworkStandIn.s256(verifier);
    }

    private static Told somebody() {
        return Told.of(UUID.randomUUID().toString(), Person.newOn(SERVER).email());
    }

    private static String code() {
        var answer = Journey.to(SERVER, "google", query(VERIFIER)).back(somebody());
        assertThat(answer.header("location").orElse("")).startsWith(APP + "#");
        assertThat(answer.cookie("__Host-refresh")).isEmpty();
        return Journey.given(answer).getOrDefault("code", "");
    }

    private static Answer exchange(String code, String verifier) {
        return Http.to(SERVER)
                .from(Perigee.freshAddress())
                .post("/api/auth/social/code", Json.of("code", code, "verifier", verifier));
    }

    private static void assertEnded(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("invalid_pending_token");
    }

    @Test
    void a_service_without_an_app_sends_nobody_to_one() {
        try (var web = Perigee.node("perigee.native-redirect=")) {
            var answer = Http.to(web).get("/api/auth/social/google" + query(VERIFIER));
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.code()).isEqualTo("native_unavailable");
        }
    }

    @Test
    void an_app_without_a_challenge_is_refused() {
        for (String odd : new String[] {"", "&challenge=", "&challenge=short", "&challenge=" + "a".repeat(44)}) {
            var answer = Http.to(SERVER).get("/api/auth/social/google?client=native" + odd);
            assertThat(answer.code()).as(odd).isEqualTo("invalid_challenge");
        }
    }

    @Test
    void a_code_without_its_secret_is_worth_nothing_and_is_used_up() {
        String code = code();
        assertEnded(exchange(code, VERIFIER + "x"));
        assertEnded(exchange(code, VERIFIER));
    }

    @Test
    void a_code_ends_after_two_minutes() {
        String code = code();
        assertThat(SERVER.query(
                        "select round(extract(epoch from expires_at - now()))::int between 110 and 120 from pending_sign_in"
                                + " where hash = sha256(convert_to(?, 'utf8'))",
                        code))
                .isEqualTo("t");
        SERVER.query("update pending_sign_in set expires_at = now() where hash = sha256(convert_to(?, 'utf8'))", code);
        assertEnded(exchange(code, VERIFIER));
    }

    @Test
    void of_many_uses_of_a_code_at_once_one_signs_in() {
        String code = code();
        var answers = Together.ask(8, n -> exchange(code, VERIFIER));
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
    }

    @Test
    void somebody_who_is_shut_out_meanwhile_does_not_come_in() {
        var told = somebody();
        var answer = Journey.to(SERVER, "google", query(VERIFIER)).back(told);
        SERVER.query("""
                update app_user set disabled_at = now() where id in (
                    select user_id from pending_sign_in where hash = sha256(convert_to(?, 'utf8')))""", Journey.given(answer).get("code"));
        assertEnded(exchange(Journey.given(answer).getOrDefault("code", ""), VERIFIER));
    }

    @Test
    void the_app_changes_the_code_for_its_tokens() {
        var answer = exchange(code(), VERIFIER);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.field("refresh_token")).isNotEmpty();
        assertThat(answer.header("set-cookie")).isEmpty();
        assertThat(Http.to(SERVER)
                        .bearer(answer.field("token"))
                        .get("/api/user")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_second_factor_is_asked_for_in_the_app() {
        var person = Person.enrolled(SERVER);
        String subject = UUID.randomUUID().toString();
        Journey.by(SERVER, "google", person.api().post("/api/user/social/google/link", null))
                .back(Told.of(subject));
        var back = Journey.to(SERVER, "google", query(VERIFIER)).back(Told.of(subject));
        var answer = exchange(Journey.given(back).getOrDefault("code", ""), VERIFIER);
        assertThat(answer.field("otp_required")).isEqualTo("true");
        assertThat(answer.field("token")).isEmpty();
    }

    @Test
    void what_goes_wrong_is_told_to_the_app() {
        var answer = Journey.to(SERVER, "google", query(VERIFIER)).back("error=access_denied");
        assertThat(answer.header("location")).contains(APP + "#error=social_cancelled");
    }

    @Test
    void a_code_ends_with_the_sessions_of_its_person() {
        var person = Person.signedIn(SERVER);
        String subject = UUID.randomUUID().toString();
        Journey.by(SERVER, "google", person.api().post("/api/user/social/google/link", null))
                .back(Told.of(subject));
        var back = Journey.to(SERVER, "google", query(VERIFIER)).back(Told.of(subject));
        assertThat(person.api().delete("/api/auth/session").status()).isEqualTo(204);
        assertEnded(exchange(Journey.given(back).getOrDefault("code", ""), VERIFIER));
    }

    @Test
    void a_code_completes_no_other_sign_in() {
        String code = code();
        var answer = Http.to(SERVER).post("/api/auth/otp", Json.of("pending_token", code, "code", "123456"));
        assertThat(answer.code()).isEqualTo("invalid_pending_token");
        assertThat(exchange(code, VERIFIER).status()).isEqualTo(200);
    }
}
