package dev.perigee.social;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Journey;
import dev.perigee.testing.Json;
import dev.perigee.testing.NetworkStandIn;
import dev.perigee.testing.NetworkStandIn.Told;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks that tell who somebody is in a way of their own. */
class OtherNetworksTest {

    private static final KeyPair APPLE = keyPair();

    private static Perigee server;

    /** The shapes are those of application.yaml; only the addresses are those of the stand-in. */
    @BeforeAll
    static void start() {
        var network = NetworkStandIn.shared();
        var settings = new ArrayList<String>();
        settings.addAll(network.withoutTokens("github", "user.emails-uri=" + network.url() + "/emails"));
        settings.addAll(network.withoutTokens("facebook"));
        settings.addAll(network.withoutTokens("linkedin"));
        settings.addAll(network.withoutTokens("x"));
        settings.addAll(network.settings("apple"));
        settings.add("perigee.social.apple.signing-key.team=TEAM567890");
        settings.add("perigee.social.apple.signing-key.id=KEY4567890");
        settings.add("perigee.social.apple.signing-key.pem=" + pem(APPLE));
        settings.addAll(network.settings("microsoft"));
        settings.add("perigee.social.microsoft.issuer=" + network.url() + "/{tid}/v2.0");
        settings.addAll(network.issuer("acme"));
        server = Perigee.node(Perigee.roomy(settings.toArray(String[]::new)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static KeyPair keyPair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As somebody pastes it into an environment variable. */
    private static String pem(KeyPair pair) {
        String body = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
        return "-----BEGIN PRIVATE KEY-----\\n" + body.replaceAll("(.{64})", "$1\\\\n")
                + "\\n-----END PRIVATE KEY-----";
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private static String subjects(String network, String subject) {
        return server.query("select count(*) from social_identity where network = ? and subject = ?", network, subject);
    }

    private static void assertSignedIn(Answer answer) {
        assertThat(answer.header("location")).as(answer.toString()).contains(server.url() + "/dashboard");
    }

    private static void assertAsksForAnAddress(Answer answer) {
        assertThat(Journey.page(server, answer)).as(answer.toString()).isEqualTo("/signup");
    }

    private static String emails(Object... addressAndVerified) {
        return "[{\"email\": \"other@example.org\", \"primary\": false, \"verified\": true},"
                + Json.of("email", addressAndVerified[0], "primary", true, "verified", addressAndVerified[1])
                + "]";
    }

    @Test
    void github_tells_an_address_that_it_has_checked() {
        long id = UUID.randomUUID().getMostSignificantBits() >>> 12;
        String email = Person.newOn(server).email();
        var told = Told.of("ignored")
                .user(Json.of("id", id, "name", null, "avatar_url", "https://pictures.example/a.png"))
                .emails(emails(email, true));
        var answer = Journey.to(server, "github").back(told);
        assertSignedIn(answer);
        assertThat(subjects("github", Long.toString(id))).isEqualTo("1");
        var me = Http.to(server).bearer(Journey.token(server, answer)).get("/api/user");
        assertThat(me.field("email")).isEqualTo(email);
        assertThat(me.field("name")).isEqualTo(email.substring(0, email.indexOf('@')));
        assertThat(me.field("avatar")).isEqualTo("https://pictures.example/a.png");
    }

    @Test
    void github_tells_an_address_that_it_has_not_checked() {
        var told = Told.of("ignored").user("{\"id\": 4711}");
        assertAsksForAnAddress(Journey.to(server, "github")
                .back(told.emails(emails(Person.newOn(server).email(), false))));
        assertAsksForAnAddress(Journey.to(server, "github")
                .back(told.emails(emails(Person.newOn(server).email(), "true"))));
        assertAsksForAnAddress(Journey.to(server, "github").back(told.emails("[]")));
    }

    @Test
    void facebook_says_nothing_about_its_addresses() {
        var told = Told.of("ignored").user(Json.of("id", id(), "name", "Ada", "email", "ada@example.org"));
        assertAsksForAnAddress(Journey.to(server, "facebook").back(told));
    }

    @Test
    void x_tells_no_address() {
        assertAsksForAnAddress(Journey.to(server, "x")
                .back(Told.of("ignored").user("{\"data\": {\"id\": \"7\", \"name\": \"Ada\"}}")));
    }

    @Test
    void linkedin_takes_no_verifier_and_gives_no_nonce() {
        var journey = Journey.to(server, "linkedin");
        assertThat(journey.asked())
                .doesNotContainKeys("code_challenge", "nonce")
                .containsKey("state");
        String subject = id();
        assertSignedIn(journey.back(Told.of(subject, Person.newOn(server).email())));
        assertThat(subjects("linkedin", subject)).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "[]", "7", "{\"id\": null}", "{\"id\": \"\"}", "{\"id\": {}}", "{\"id\": true}", "<p>"})
    void a_network_that_does_not_say_who_it_is_lets_nobody_in(String answer) {
        var back = Journey.to(server, "facebook").back(Told.of("ignored").user(answer));
        assertThat(Journey.given(back)).containsEntry("error", "social_refused");
    }

    @Test
    void one_name_at_two_networks_is_two_people() {
        String id = id();
        var told = Told.of("ignored").user(Json.of("id", id));
        var person = Person.signedIn(server);
        Journey.by(server, "facebook", person.api().post("/api/user/social/facebook/link", null))
                .back(told);
        assertSignedIn(Journey.to(server, "facebook").back(told));
        assertAsksForAnAddress(Journey.to(server, "github").back(told));
    }

    @Test
    void apple_comes_back_by_a_form_and_tells_the_name_in_it() {
        var departure = Journey.browser(server).get("/api/auth/social/apple");
        assertThat(departure.header("set-cookie").orElse("")).contains("SameSite=None", "Secure");
        var journey = Journey.to(server, "apple");
        assertThat(journey.asked()).containsEntry("response_mode", "form_post").containsKeys("nonce", "code_challenge");
        String code = journey.allow(Told.of(id(), Person.newOn(server).email()));
        String user = Json.of("name", Map.of("firstName", "Ada", "lastName", "Lovelace"));
        var answer = journey.backByForm("code=" + code + "&user=" + Journey.encoded(user));
        assertSignedIn(answer);
        assertThat(Http.to(server)
                        .bearer(Journey.token(server, answer))
                        .get("/api/user")
                        .field("name"))
                .isEqualTo("Ada Lovelace");
    }

    @Test
    void the_secret_for_apple_is_signed_anew_and_for_a_short_time() throws ParseException, JOSEException {
        Journey.to(server, "apple").backByForm("code=unknown");
        var sent = NetworkStandIn.shared().exchanged().stream()
                .filter(exchange -> "unknown".equals(exchange.get("code")))
                .findFirst()
                .orElseThrow();
        var secret = SignedJWT.parse(sent.get("client_secret"));
        assertThat(secret.verify(new ECDSAVerifier((ECPublicKey) APPLE.getPublic())))
                .isTrue();
        assertThat(secret.getHeader().getKeyID()).isEqualTo("KEY4567890");
        var claims = secret.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo("TEAM567890");
        assertThat(claims.getSubject()).isEqualTo(NetworkStandIn.CLIENT);
        assertThat(claims.getAudience()).containsExactly(NetworkStandIn.shared().url());
        assertThat(Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant()))
                .isEqualTo(SigningKey.VALID);
    }

    @ParameterizedTest
    @CsvSource({
        "TEAM567890,KEY4567890,aGVsbG8=",
        "TEAM567890,,aGVsbG8=",
        ",KEY4567890,aGVsbG8=",
        "TEAM567890,KEY4567890,"
    })
    void a_key_that_is_none_or_half_stops_the_start_with_the_name_of_its_setting(String team, String id, String pem) {
        var settings = new ArrayList<>(NetworkStandIn.shared().settings("apple"));
        settings.add("perigee.social.apple.signing-key.team=" + Objects.requireNonNullElse(team, ""));
        settings.add("perigee.social.apple.signing-key.id=" + Objects.requireNonNullElse(id, ""));
        settings.add("perigee.social.apple.signing-key.pem=" + Objects.requireNonNullElse(pem, ""));
        assertThatThrownBy(() -> Perigee.node(settings.toArray(String[]::new)))
                .hasStackTraceContaining("perigee.social.apple.signing-key");
    }

    @Test
    void a_form_without_the_cookie_lets_nobody_in() {
        var journey = Journey.to(server, "apple");
        String code = journey.allow(Told.of(id(), Person.newOn(server).email()));
        var answer = Journey.browser(server)
                .with("Content-Type", "application/x-www-form-urlencoded")
                .post(journey.callback(), "state=" + journey.state() + "&code=" + code);
        assertThat(Journey.given(answer)).containsEntry("error", "invalid_state");
    }

    @Test
    void microsoft_is_as_many_issuers_as_it_has_tenants_and_no_more() {
        String tenant = id();
        String url = NetworkStandIn.shared().url();
        var honest = Told.of(id()).claim("tid", tenant).claim("iss", url + '/' + tenant + "/v2.0");
        assertAsksForAnAddress(Journey.to(server, "microsoft").back(honest));
        for (var told : List.of(
                Told.of(id()).claim("tid", tenant).claim("iss", url + '/' + id() + "/v2.0"),
                Told.of(id()).claim("tid", "x").claim("iss", url + "/x/v2.0"),
                Told.of(id()).claim("iss", url + "/{tid}/v2.0"),
                Told.of(id()).claim("tid", tenant).claim("iss", "https://evil.example/" + tenant + "/v2.0"))) {
            assertThat(Journey.given(Journey.to(server, "microsoft").back(told)))
                    .containsEntry("error", "social_refused");
        }
    }

    @Test
    void any_provider_is_added_by_its_issuer_alone() {
        var journey = Journey.to(server, "acme");
        assertThat(journey.asked()).containsEntry("scope", "openid profile email");
        assertSignedIn(journey.back(Told.of(id(), Person.newOn(server).email())));
    }

    @Test
    void what_an_id_token_lacks_is_asked_for_and_believed_of_the_same_person_only() {
        String subject = id();
        String email = Person.newOn(server).email();
        var told = Told.of(subject).user(Json.of("sub", subject, "email", email, "email_verified", true));
        assertSignedIn(Journey.to(server, "acme").back(told));
        var liar = Told.of(id())
                .user(Json.of("sub", subject, "email", Person.newOn(server).email(), "email_verified", true));
        assertThat(Journey.given(Journey.to(server, "acme").back(liar))).containsEntry("error", "social_refused");
    }

    @Test
    void a_network_that_could_be_read_on_the_way_stops_the_start() {
        assertThatThrownBy(() -> Perigee.node(
                        "perigee.social.acme.client-id=x", "perigee.social.acme.issuer=http://login.example.org"))
                .hasStackTraceContaining("perigee.social.acme");
        assertThatThrownBy(() -> Perigee.node("perigee.social.acme.client-id=x"))
                .hasStackTraceContaining("perigee.social.acme");
    }
}
