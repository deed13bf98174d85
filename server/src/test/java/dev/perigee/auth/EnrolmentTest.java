package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.util.encoders.Base32;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Turning the second factor on and off. */
class EnrolmentTest {

    private static final Perigee SERVER = Perigee.shared();

    private static Answer off(Person person, String password, String code) {
        return person.api().post("/api/user/2fa/off", Json.of("password", password, "code", code));
    }

    private static String mails(Person person, String kind) {
        return SERVER.query("select count(*) from mail where recipient = ? and kind = ?", person.email(), kind);
    }

    private static void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
    }

    @Test
    @DisplayName("S-086")
    void nothing_is_asked_for_before_a_first_code_was_right() {
        var person = Person.signedIn(SERVER);
        var authenticator = person.beginToEnrol();
        assertThat(person.api().get("/api/user/2fa").field("active")).isEqualTo("false");
        assertThat(person.signIn().field("token")).isNotEmpty();
        String wrong =
                authenticator.at(0).equals("123456") || authenticator.at(1).equals("123456") ? "654321" : "123456";
        assertRefused(person.enrol(wrong), 401, "invalid_code");
        assertThat(person.signIn().field("token")).isNotEmpty();
        assertThat(person.enrol(authenticator.next()).status()).isEqualTo(200);
        assertThat(person.signIn().field("otp_required")).isEqualTo("true");
    }

    @Test
    @DisplayName("S-086")
    void the_secret_is_shown_once_and_never_again() {
        var person = Person.signedIn(SERVER);
        String secret = person.api().post("/api/user/2fa", null).field("secret");
        assertThat(secret).matches("[A-Z2-7]{32}");
        String kept = SERVER.query("""
                select encode(f.secret, 'hex') from second_factor f join app_user u on u.id = f.user_id
                 where u.email = ?""", person.email());
        byte[] bytes = Base32.decode(secret);
        assertThat(kept)
                .isNotEmpty()
                .doesNotContain(
                        hex(bytes),
                        hex(secret.getBytes(StandardCharsets.UTF_8)),
                        hex(Base64.getEncoder().encode(bytes)));
        assertThat(person.api().get("/api/user/2fa").body()).doesNotContain(secret);
        assertThat(person.api().post("/api/user/2fa", null).field("secret")).isNotEqualTo(secret);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void a_second_one_takes_no_ones_place() {
        var person = Person.enrolled(SERVER);
        assertRefused(person.api().post("/api/user/2fa", null), 409, "second_factor_active");
        assertRefused(person.enrol(person.authenticator().next()), 409, "second_factor_active");
    }

    @Test
    void a_code_without_a_secret_turns_nothing_on() {
        assertRefused(Person.signedIn(SERVER).enrol("123456"), 401, "invalid_code");
    }

    @Test
    @DisplayName("S-088")
    void turning_it_on_ends_the_sessions_that_have_shown_one_factor_and_is_told() {
        var person = Person.signedIn(SERVER);
        var other = person.signIn();
        person.enrol(person.beginToEnrol().next());
        assertThat(Http.to(SERVER).bearer(other.field("token")).get("/api/auth").field("authenticated"))
                .isEqualTo("false");
        assertRefused(
                Http.to(SERVER).post("/api/auth/refresh", Json.of("refresh_token", other.field("refresh_token"))),
                401,
                "invalid_refresh_token");
        assertThat(person.api().get("/api/user").status()).isEqualTo(200);
        assertThat(person.backupCodes()).hasSize(10);
        assertThat(mails(person, "second_factor_on")).isEqualTo("1");
    }

    @Test
    @DisplayName("S-086")
    void setting_one_up_takes_a_fresh_proof() {
        var person = Person.signedIn(SERVER);
        person.proveNothingFor("6 minutes");
        assertRefused(person.api().post("/api/user/2fa", null), 403, "step_up_required");
        assertThat(person.api()
                        .post("/api/auth/step-up", Json.of("password", Person.PASSWORD))
                        .status())
                .isEqualTo(204);
        assertThat(person.api().post("/api/user/2fa", null).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-087")
    void turning_it_off_takes_the_password_and_a_code() {
        var person = Person.enrolled(SERVER);
        assertRefused(off(person, "another password 1", person.authenticator().next()), 401, "invalid_credentials");
        assertRefused(off(person, Person.PASSWORD, "4-K7QX-2MNP-9RTV"), 401, "invalid_code");
        assertThat(person.api()
                        .post("/api/user/2fa/off", Json.of("password", Person.PASSWORD))
                        .status())
                .isEqualTo(422);
        assertThat(person.signIn().field("otp_required")).isEqualTo("true");
        assertThat(off(person, Person.PASSWORD, person.backupCodes().getFirst()).status())
                .isEqualTo(204);
        assertThat(person.signIn().field("token")).isNotEmpty();
        assertThat(mails(person, "second_factor_off")).isEqualTo("1");
        assertRefused(off(person, Person.PASSWORD, "123456"), 409, "second_factor_inactive");
    }

    @Test
    @DisplayName("S-085")
    void new_backup_codes_void_the_earlier_ones() {
        var person = Person.enrolled(SERVER);
        String earlier = person.backupCodes().getFirst();
        var renewed = person.api().post("/api/user/2fa/codes", null);
        assertThat(renewed.status()).isEqualTo(200);
        String later = renewed.json().path("backup_codes").path(0).asString();
        String pending = person.pendingToken();
        var http = Http.to(SERVER);
        assertRefused(
                http.post("/api/auth/otp", Json.of("pending_token", pending, "code", earlier)), 401, "invalid_code");
        assertThat(http.post("/api/auth/otp", Json.of("pending_token", pending, "code", later))
                        .status())
                .isEqualTo(200);
        assertThat(mails(person, "backup_codes_renewed")).isEqualTo("1");
    }

    @Test
    void nobody_has_backup_codes_without_the_app() {
        assertRefused(Person.signedIn(SERVER).api().post("/api/user/2fa/codes", null), 409, "second_factor_inactive");
    }

    @Test
    void an_account_that_asks_for_it_leads_its_people_through_the_enrolment() {
        var person = Person.signedIn(SERVER);
        assertThat(person.api()
                        .send("PUT", "/api/account/2fa", "{\"required\": true}")
                        .field("second_factor_required"))
                .isEqualTo("true");
        assertRefused(person.api().get("/api/project"), 403, "second_factor_required");
        assertThat(person.api().get("/api/auth").field("second_factor_required"))
                .isEqualTo("true");
        assertThat(person.enrol(person.beginToEnrol().next()).status()).isEqualTo(200);
        assertThat(person.api().get("/api/project").status()).isEqualTo(200);
        assertThat(person.api().get("/api/auth").field("second_factor_required"))
                .isEqualTo("false");
        assertThat(off(person, Person.PASSWORD, person.backupCodes().getFirst()).status())
                .isEqualTo(204);
        assertRefused(person.api().get("/api/project"), 403, "second_factor_required");
    }
}
