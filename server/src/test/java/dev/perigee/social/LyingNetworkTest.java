package dev.perigee.social;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Journey;
import dev.perigee.testing.Json;
import dev.perigee.testing.NetworkStandIn;
import dev.perigee.testing.NetworkStandIn.Reply;
import dev.perigee.testing.NetworkStandIn.Signature;
import dev.perigee.testing.NetworkStandIn.Told;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.web.Problems;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks that lie, fail or do not answer: nobody comes in, nobody waits for long, and nobody learns why. */
class LyingNetworkTest {

    private static final Perigee SERVER = Perigee.shared();

    private static Told somebody() {
        return Told.of(UUID.randomUUID().toString(), Person.newOn(SERVER).email());
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }

    private static void assertRefused(Answer answer, int status, String code) {
        Problems.assertProblem(answer, status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.header("set-cookie")).isEmpty();
    }

    private static void assertNobodyComesIn(Told told) {
        assertRefused(Journey.to(SERVER, "google").backAsProgram(told), 400, "social_refused");
        var page = Journey.to(SERVER, "google").back(told);
        assertThat(page.header("location")).contains(SERVER.url() + "/signin#error=social_refused");
        assertThat(page.cookie("__Host-refresh")).isEmpty();
    }

    @Test
    void an_honest_network_lets_its_people_in() {
        assertThat(Journey.to(SERVER, "google").back(somebody()).header("location"))
                .contains(SERVER.url() + "/dashboard");
    }

    @ParameterizedTest(name = "S-071: {0}")
    @MethodSource
    void a_nonce_that_is_not_ours_lets_nobody_in(String defect, Object nonce) {
        assertNobodyComesIn(somebody().claim("nonce", nonce));
    }

    static Stream<Arguments> a_nonce_that_is_not_ours_lets_nobody_in() {
        return Stream.of(
                Arguments.of("no nonce", null),
                Arguments.of("another nonce", "another"),
                Arguments.of("an empty nonce", ""),
                Arguments.of("a list", List.of("another")));
    }

    @ParameterizedTest(name = "S-072: {0}")
    @MethodSource
    void a_token_with_a_wrong_claim_lets_nobody_in(String defect, Map<String, @Nullable Object> claims) {
        var told = somebody();
        claims.forEach(told::claim);
        assertNobodyComesIn(told);
    }

    private static Map<String, @Nullable Object> claim(String name, @Nullable Object value) {
        var claims = new HashMap<String, @Nullable Object>();
        claims.put(name, value);
        return claims;
    }

    static Stream<Arguments> a_token_with_a_wrong_claim_lets_nobody_in() {
        String network = NetworkStandIn.shared().url();
        return Stream.of(
                Arguments.of("no issuer", claim("iss", null)),
                Arguments.of("another issuer", claim("iss", "https://evil.example")),
                Arguments.of("an issuer that begins alike", claim("iss", network + ".evil.example")),
                Arguments.of("an issuer with a slash more", claim("iss", network + "/")),
                Arguments.of("no audience", claim("aud", null)),
                Arguments.of("another audience", claim("aud", "somebody-else")),
                Arguments.of("an empty audience", claim("aud", List.of())),
                Arguments.of(
                        "two audiences and no party", claim("aud", List.of(NetworkStandIn.CLIENT, "somebody-else"))),
                Arguments.of("another party", claim("azp", "somebody-else")),
                Arguments.of("no end", claim("exp", null)),
                Arguments.of("an end in the past", claim("exp", now() - 120)),
                Arguments.of("an end that is no time", claim("exp", "tomorrow")),
                Arguments.of("no beginning", claim("iat", null)),
                Arguments.of("a beginning in the future", claim("iat", now() + 120)),
                Arguments.of("no subject", claim("sub", null)),
                Arguments.of("an empty subject", claim("sub", "")),
                Arguments.of("a subject as long as a book", claim("sub", "x".repeat(256))));
    }

    @ParameterizedTest(name = "S-072: signed {0}")
    @MethodSource
    void a_token_that_the_network_has_not_signed_as_agreed_lets_nobody_in(String defect, Signature signature) {
        assertNobodyComesIn(somebody().signature(signature));
    }

    static Stream<Arguments> a_token_that_the_network_has_not_signed_as_agreed_lets_nobody_in() {
        return Stream.of(
                signature("by nobody", NetworkStandIn::unsigned),
                signature("by a foreign key", NetworkStandIn::forged),
                signature("by another algorithm", NetworkStandIn::otherwise),
                signature("by our own secret", NetworkStandIn::byOurSecret),
                signature("by the public key as a secret", NetworkStandIn::byPublicKey),
                signature("by a key that it brings along", NetworkStandIn::byItsOwnKey),
                signature("and changed", (network, claims) -> network.signed(claims) + "x"),
                signature("and cut off", (network, claims) -> {
                    String token = network.signed(claims);
                    return token.substring(0, token.lastIndexOf('.') + 1);
                }),
                signature("and no token at all", (network, claims) -> "token"),
                signature("and empty", (network, claims) -> ""));
    }

    private static Arguments signature(String words, Signature signature) {
        return Arguments.of(words, signature);
    }

    @Test
    @DisplayName("S-072: several audiences, with us as the party for whom it is")
    void a_token_for_several_is_taken_when_it_says_that_it_is_for_us() {
        var told = somebody()
                .claim("aud", List.of("somebody-else", NetworkStandIn.CLIENT))
                .claim("azp", NetworkStandIn.CLIENT);
        assertThat(Journey.to(SERVER, "google").back(told).header("location")).contains(SERVER.url() + "/dashboard");
    }

    @Test
    @DisplayName("S-073: the code of one network, brought to the callback of another")
    void a_code_of_one_network_opens_nothing_at_another() {
        var settings = new ArrayList<>(NetworkStandIn.shared().settings("other"));
        settings.add("perigee.client-url=" + SERVER.url());
        try (var server = Perigee.node(settings.toArray(String[]::new))) {
            var journey = Journey.to(SERVER, "google");
            String code = journey.allow(somebody());
            var browser = Http.to(server)
                    .with("Host", "localhost:" + SERVER.port())
                    .with("Cookie", "__Host-social=" + journey.cookie());
            var answer = browser.get("/api/auth/social/other/callback?code=" + code + "&state=" + journey.state());
            assertRefused(answer, 400, "invalid_state");
        }
    }

    @Test
    @DisplayName("S-073: whoever sends somebody back says that they are another network")
    void a_sender_that_is_another_network_is_refused() {
        var journey = Journey.to(SERVER, "google");
        String code = "code=" + journey.allow(somebody());
        var answer = journey.arrive(Http.to(SERVER), code + "&iss=https://evil.example");
        assertRefused(answer, 400, "social_refused");
        var honest = Journey.to(SERVER, "google");
        String own = "code=" + honest.allow(somebody()) + "&iss="
                + Journey.encoded(NetworkStandIn.shared().url());
        assertThat(honest.back(own).header("location")).contains(SERVER.url() + "/dashboard");
    }

    @ParameterizedTest(name = "S-077: {0}")
    @MethodSource
    void a_network_that_talks_nonsense_is_a_clean_problem(String defect, int status, String code, Reply reply) {
        var journey = Journey.to(SERVER, "google");
        assertRefused(journey.backAsProgram(somebody().token(reply)), status, code);
        var page = Journey.to(SERVER, "google").back(somebody().token(reply));
        assertThat(page.header("location")).contains(SERVER.url() + "/signin#error=" + code);
    }

    private static Arguments nonsense(String words, int status, String code, Reply reply) {
        return Arguments.of(words, status, code, reply);
    }

    static Stream<Arguments> a_network_that_talks_nonsense_is_a_clean_problem() {
        String huge = "{\"access_token\": \"" + "x".repeat(10_000_000) + "\"}";
        return Stream.of(
                nonsense("an error", 400, "social_refused", NetworkStandIn.json(400, "{\"error\": \"invalid_grant\"}")),
                nonsense("an error that says 200", 400, "social_refused", NetworkStandIn.json("{\"error\": \"bad\"}")),
                nonsense("500", 503, "network_unavailable", NetworkStandIn.status(500)),
                nonsense("503 with a page", 503, "network_unavailable", NetworkStandIn.text(503, "text/html", "<h1>")),
                nonsense("a page", 400, "social_refused", NetworkStandIn.text(200, "text/html", "<h1>Welcome</h1>")),
                nonsense("a page that is called JSON", 400, "social_refused", NetworkStandIn.json("<h1>Welcome</h1>")),
                nonsense("nothing", 400, "social_refused", NetworkStandIn.json("")),
                nonsense("a list", 400, "social_refused", NetworkStandIn.json("[]")),
                nonsense("no ID token", 400, "social_refused", NetworkStandIn.json("""
                        {"access_token": "x", "token_type": "Bearer"}""")),
                nonsense("an ID token that is a number", 400, "social_refused", NetworkStandIn.json("""
                        {"access_token": "x", "token_type": "Bearer", "id_token": 7}""")),
                nonsense("ten megabytes", 503, "network_unavailable", NetworkStandIn.json(huge)),
                nonsense(
                        "another address",
                        503,
                        "network_unavailable",
                        NetworkStandIn.redirect("http://169.254.169.254/latest/meta-data/")),
                nonsense("less than it says", 503, "network_unavailable", request -> {
                    request.sendResponseHeaders(200, 1_000);
                    request.getResponseBody().write('{');
                }));
    }

    /** It is silent until all have their answers. How long they wait is the limit of {@code Wire}. */
    @Test
    @DisplayName("R-20, S-077: a network that is silent keeps its own people for a while, and nobody else")
    void a_network_that_is_silent_keeps_nobody_else() {
        var released = new CountDownLatch(1);
        var other = Person.signedIn(SERVER);
        try (var waiting = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = Stream.generate(() -> Journey.to(SERVER, "google"))
                    .limit(20)
                    .map(journey -> waiting.submit(
                            () -> journey.backAsProgram(somebody().token(request -> await(released)))))
                    .toList();
            for (int i = 0; i < 20; i++) {
                assertThat(other.signIn().status()).isEqualTo(200);
            }
            for (var answer : answers) {
                assertRefused(answer.get(), 503, "network_unavailable");
                assertThat(answer.get().header("retry-after")).isPresent();
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            released.countDown();
        }
    }

    private static void await(CountDownLatch released) {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("S-077: what the network says is neither shown nor followed")
    void what_the_network_says_is_not_passed_on() {
        var reply = NetworkStandIn.json(400, Json.of("error", "invalid_grant", "error_description", "canary-4711"));
        var answer = Journey.to(SERVER, "google").backAsProgram(somebody().token(reply));
        assertThat(answer.body()).doesNotContain("canary-4711");
    }

    @Test
    @DisplayName("S-077: one that is away keeps nobody from coming in another way, and from no start")
    void a_provider_that_is_away_harms_nobody_else() {
        assertRefused(Http.to(SERVER).get("/api/auth/social/away"), 503, "network_unavailable");
        assertThat(Journey.browser(SERVER).get("/api/auth/social/away").header("location"))
                .contains(SERVER.url() + "/signin#error=network_unavailable");
        assertThat(Person.signedIn(SERVER).signIn().status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-078: nothing that the network gives us is kept")
    void no_token_of_the_network_is_kept() {
        String token = "canary-" + UUID.randomUUID();
        var back = Journey.to(SERVER, "google").back(somebody().tokens(token));
        assertThat(Journey.page(SERVER, back)).isEqualTo("/dashboard");
        for (String table : List.of("social_identity", "social_flow", "social_sign_up", "login", "log", "session")) {
            assertThat(SERVER.query("select count(*) from " + table + " t where strpos(t::text, ?) > 0", token))
                    .as(table)
                    .isEqualTo("0");
        }
    }
}
