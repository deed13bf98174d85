package dev.perigee.web;

import static dev.perigee.web.Problems.assertProblem;
import static dev.perigee.web.Problems.assertProtected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks too often is told to wait, and finds no way around it. The node has the limits that everybody gets. */
class RateLimitTest {

    private static final String SIGN_IN = "/api/user/auth";
    private static Perigee node = Perigee.shared();

    @BeforeAll
    static void start() {
        node = Perigee.node();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static Http fresh() {
        return Http.to(node).from(Perigee.freshAddress());
    }

    /** The answer after so many that were not refused for being too many. */
    private static Answer after(int allowed, IntFunction<Answer> request) {
        for (int i = 0; i < allowed; i++) {
            assertThat(request.apply(i).status()).as("request %d", i + 1).isNotEqualTo(429);
        }
        return request.apply(allowed);
    }

    private static void assertRefused(Answer answer) {
        assertProblem(answer, 429);
        assertThat(answer.code()).isEqualTo("too_many_requests");
        assertThat(answer.header("retry-after"))
                .hasValueSatisfying(seconds -> assertThat(seconds).matches("[1-9]\\d*"));
        assertThat(answer.header("ratelimit-policy"))
                .hasValueSatisfying(policy -> assertThat(policy).matches("\"[a-z]+\";q=\\d+;w=\\d+"));
        assertThat(answer.header("ratelimit"))
                .hasValueSatisfying(state -> assertThat(state).matches("\"[a-z]+\";r=0;t=\\d+"));
        assertProtected(answer);
    }

    private static String credentials(String email) {
        return "{\"email\": \"%s\", \"password\": \"wrong purple otters 42\"}".formatted(email);
    }

    private static String somebody() {
        return "l-" + UUID.randomUUID() + "@example.org";
    }

    @ParameterizedTest(name = "S-136e, S-136g: {0} {1} allows {2} of a network")
    @CsvSource({
        "POST, /api/account, 10",
        "POST, /api/user/auth, 10",
        "POST, /api/auth, 10",
        "POST, /api/user/verify, 30"
    })
    void a_sensitive_route_has_a_lower_limit_by_network(String method, String path, int allowed) {
        var client = fresh();
        var answer = after(allowed, i -> client.send(method, path, "{}"));
        assertRefused(answer);
        assertThat(answer.header("ratelimit-policy").orElse("")).contains(";q=" + allowed + ";");
        assertThat(fresh().send(method, path, "{}").status())
                .as("another network")
                .isEqualTo(422);
    }

    @Test
    void a_session_is_not_held_to_the_limit_of_a_key() {
        try (var strict = Perigee.node("perigee.throttle.all.key=2/1m")) {
            var session = Http.to(strict).bearer(Person.signedIn(strict).token());
            for (int i = 0; i < 5; i++) {
                assertThat(session.get("/api/user").status()).isEqualTo(200);
            }
        }
    }

    @Test
    @DisplayName("both paths of the sign-in share one bucket")
    void both_paths_of_the_sign_in_share_one_bucket() {
        var client = fresh();
        assertRefused(after(10, i -> client.post(i % 2 == 0 ? SIGN_IN : "/api/auth", "{}")));
        assertRefused(client.post(SIGN_IN, "{}"));
        assertRefused(client.post("/api/auth", "{}"));
    }

    @Test
    @DisplayName("S-136a: no other spelling of the path renews the bucket")
    void no_spelling_of_the_path_renews_the_bucket() {
        var client = fresh();
        assertRefused(after(10, i -> client.post(SIGN_IN, "{}")));
        for (String path : List.of(
                "/API/user/auth",
                "/api//user/auth",
                "/api/user/auth/",
                "/api/user/auth;x",
                "/api/user/%61uth",
                "/api/./user/auth",
                "/api/user/auth.json")) {
            assertThat(client.post(path, "{}").status()).as(path).isIn(400, 404, 405);
        }
        assertRefused(client.post(SIGN_IN + "?x=1", "{}"));
    }

    @Test
    @DisplayName("S-136c: ten sign-ins an address, however it is spelled and wherever they come from")
    void an_address_has_one_bucket_for_all_spellings_and_networks() {
        String name = "l-" + UUID.randomUUID();
        List<String> spellings = List.of(
                name + "@example.org",
                name.toUpperCase(java.util.Locale.ROOT) + "@EXAMPLE.ORG",
                "  " + name + "@Example.org ",
                name + "@example.org.",
                name + "@ｅxample.org");
        assertRefused(after(10, i -> fresh().post(SIGN_IN, credentials(spellings.get(i % spellings.size())))));
        for (String spelling : spellings) {
            assertRefused(fresh().post(SIGN_IN, credentials(spelling)));
        }
        assertThat(fresh().post(SIGN_IN, credentials("x" + name + "@example.org"))
                        .status())
                .isEqualTo(401);
    }

    @Test
    @DisplayName("S-136g: a known and an unknown address are refused at the same count")
    void a_known_address_is_refused_no_sooner_and_no_later() {
        var known = Person.signedIn(Perigee.shared());
        String stranger = somebody();
        for (int i = 0; i < 10; i++) {
            var one = fresh().post(SIGN_IN, credentials(known.email()));
            var other = fresh().post(SIGN_IN, credentials(stranger));
            assertProblem(one, 401);
            assertThat(Problems.withoutTrace(one)).isEqualTo(Problems.withoutTrace(other));
        }
        assertRefused(fresh().post(SIGN_IN, credentials(known.email())));
        assertRefused(fresh().post(SIGN_IN, credentials(stranger)));
    }

    @Test
    void an_address_that_is_refused_is_refused_the_right_password_too() {
        var person = Person.signedIn(Perigee.shared());
        assertRefused(after(10, i -> fresh().post(SIGN_IN, credentials(person.email()))));
        String right = "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(person.email(), Person.PASSWORD);
        assertRefused(fresh().post(SIGN_IN, right));
    }

    @Test
    @DisplayName("S-136d: two hundred at once get no more than ten passwords checked")
    void two_hundred_at_once_get_no_more_than_ten_passwords_checked() {
        var person = Person.signedIn(Perigee.shared());
        String before = attempts(person);
        var statuses = Together.statuses(Together.ask(200, i -> fresh().post(SIGN_IN, credentials(person.email()))));
        assertThat(statuses).isSubsetOf(401, 429, 503);
        assertThat(statuses.stream().filter(status -> status == 429)).hasSize(190);
        assertThat(Integer.parseInt(attempts(person)) - Integer.parseInt(before))
                .isLessThanOrEqualTo(10)
                .isPositive();
    }

    private static String attempts(Person person) {
        return node.query(
                "select count(*) from login l join app_user u on u.id = l.user_id where u.email = ?", person.email());
    }

    @ParameterizedTest(name = "S-135: {0} renews nothing")
    @ValueSource(
            strings = {
                "X-Forwarded-For",
                "Forwarded",
                "X-Real-IP",
                "True-Client-IP",
                "CF-Connecting-IP",
                "X-Client-IP",
                "X-Cluster-Client-IP",
                "X-Originating-IP",
                "Client-IP"
            })
    void a_header_of_the_clients_own_renews_nothing(String header) {
        var client = fresh();
        String form = "Forwarded".equals(header) ? "for=198.51.100.%d" : "198.51.100.%d";
        assertRefused(after(10, i -> client.with(header, form.formatted(i)).post(SIGN_IN, "{}")));
        assertRefused(client.with(header, form.formatted(99)).post(SIGN_IN, "{}"));
        assertRefused(client.with(header, "127.0.0.1").post(SIGN_IN, "{}"));
        assertRefused(client.with(header, ", , x").post(SIGN_IN, "{}"));
    }

    @Test
    void an_answer_tells_what_is_left() {
        var client = fresh();
        var first = client.post(SIGN_IN, "{}");
        assertThat(first.headers().get("ratelimit-policy"))
                .containsExactly("\"all\";q=600;w=60", "\"signin\";q=10;w=60");
        assertThat(first.headers().get("ratelimit"))
                .anySatisfy(state -> assertThat(state).matches("\"signin\";r=9;t=\\d+"));
        assertThat(client.post(SIGN_IN, "{}").headers().get("ratelimit"))
                .anySatisfy(state -> assertThat(state).matches("\"signin\";r=8;t=\\d+"));
    }

    @Test
    @DisplayName("S-136e: health, pages and files are not counted")
    void what_is_not_the_api_is_not_counted() {
        var client = fresh();
        for (String path : List.of("/health/live", "/health/ready", "/", "/docs", "/assets/perigee.css", "/nothing")) {
            assertThat(client.get(path).header("ratelimit")).as(path).isEmpty();
        }
    }

    /** A node behind a proxy, with limits of its own. */
    private static Perigee behindProxy() {
        return Perigee.node(
                "perigee.trusted-proxies=127.200.0.0/16, 203.0.113.0/24",
                "perigee.throttle.all.network=30/1h",
                "perigee.throttle.signup.network=2/1h");
    }

    @Test
    @DisplayName(
            "S-135: behind a proxy of ours the right-most hop that is not ours counts; settings change the figures")
    void behind_a_proxy_the_right_most_foreign_hop_counts() {
        try (var server = behindProxy()) {
            var proxy = Http.to(server).from("127.200.0.1");
            var direct = Http.to(server).from(Perigee.freshAddress());
            // The setting: two sign-ups an hour.
            assertRefused(after(2, i -> direct.post("/api/account", "{}")));
            // What the client wrote itself, left of what our proxy saw, counts for nothing.
            assertRefused(after(
                    2,
                    i -> proxy.with("X-Forwarded-For", "192.0.2." + i + ", 198.51.100.1")
                            .post("/api/account", "{}")));
            // Our own proxies are passed over from the right, also when they stand in a second header.
            assertRefused(
                    proxy.with("X-Forwarded-For", "198.51.100.1, 203.0.113.9").post("/api/account", "{}"));
            assertRefused(proxy.with("X-Forwarded-For", "192.0.2.9")
                    .with("X-Forwarded-For", "198.51.100.1")
                    .post("/api/account", "{}"));
            assertRefused(proxy.with("X-Forwarded-For", "::ffff:198.51.100.1").post("/api/account", "{}"));
            // Another client of the same proxy has a bucket of its own.
            assertThat(proxy.with("X-Forwarded-For", "198.51.100.2")
                            .post("/api/account", "{}")
                            .status())
                    .isEqualTo(422);
            // One /64 is one client.
            assertRefused(after(
                    2,
                    i -> proxy.with("X-Forwarded-For", "2001:db8:0:1::" + (i + 1))
                            .post("/api/account", "{}")));
            // Who is not a proxy of ours cannot forward for anybody.
            assertRefused(direct.with("X-Forwarded-For", "198.51.100.77").post("/api/account", "{}"));
            assertEveryAnswerCounts(server);
        }
    }

    /** Refusals of every kind are taken from the limit over all routes. */
    private static void assertEveryAnswerCounts(Perigee server) {
        var client = Http.to(server).from(Perigee.freshAddress());
        List<IntFunction<Answer>> requests = List.of(
                i -> client.get("/api/nothing"),
                i -> client.get("/api/user"),
                i -> client.bearer("nonsense").get("/api/project"),
                i -> client.get("/api/auth"),
                i -> client.delete("/api/account/plans"));
        var refused = after(30, i -> requests.get(i % requests.size()).apply(i));
        assertRefused(refused);
        assertThat(refused.header("ratelimit-policy")).contains("\"all\";q=30;w=3600");
        IntStream.range(0, requests.size())
                .forEach(i -> assertRefused(requests.get(i).apply(i)));
        assertThat(client.get("/health/live").status()).isEqualTo(200);
        assertThat(client.get("/docs").status()).isEqualTo(200);
        assertThat(client.get("/assets/perigee.css").status()).isEqualTo(200);
    }

    @ParameterizedTest(name = "{0} is no limit")
    @ValueSource(strings = {"", "10", "10/", "/1m", "0/1m", "-1/1m", "10/1y", "ten/1m", "10/1m/1m", "9999999999/1s"})
    void a_limit_that_cannot_be_read_is_named(String text) {
        assertThatThrownBy(() -> Limit.parse("perigee.throttle.signin.network", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("perigee.throttle.signin.network");
    }
}
