package dev.perigee.web;

import static dev.perigee.web.Problems.assertProblem;
import static dev.perigee.web.Problems.assertProtected;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of answer carries the headers that protect browsers. The one of 429 is looked at with the limits. */
class SecurityHeadersTest {

    private static final String CSP = "content-security-policy";

    private final Perigee server = Perigee.shared();

    /** One refusal of every kind: its name, its status, the request that provokes it. */
    static List<Arguments> refusals() {
        return List.of(
                refusal("illegal target", 400, http -> http.get("/api/auth?<\"{}>")),
                refusal("illegal method", 400, http -> http.send("G@T", "/api/auth", null)),
                refusal(
                        "illegal header",
                        400,
                        http -> http.with("Bad Name", "x").get("/api/auth")),
                refusal("malformed", 400, http -> http.post("/api/user/auth", "{")),
                refusal("odd", 400, http -> http.get("/api/%75ser")),
                refusal("unauthenticated", 401, http -> http.get("/api/user")),
                refusal("absent", 404, http -> http.get("/nothing")),
                refusal("absent route", 404, http -> http.get("/api/nothing")),
                refusal("wrong method", 405, http -> http.delete("/api/account/plans")),
                refusal("odd method", 405, http -> http.send("TRACE", "/api/auth", null)),
                refusal("too large", 413, http -> http.post("/api/user/auth", " ".repeat((1 << 20) + 1))),
                refusal(
                        "wrong type",
                        415,
                        http -> http.with("Content-Type", "text/plain").post("/api/user/auth", "{}")),
                refusal(
                        "misdirected",
                        421,
                        http -> http.with("Host", "evil.example").get("/")),
                refusal("invalid", 422, http -> http.post("/api/user/auth", "{}")),
                refusal("spent", 410, http -> http.post("/api/user/verify", "{\"token\": \"spent\"}")));
    }

    private static Arguments refusal(String name, int status, Function<Http, Answer> request) {
        return Arguments.of(name, status, request);
    }

    @ParameterizedTest(name = "S-156: {0} → {1}")
    @MethodSource("refusals")
    void a_refusal_carries_them(String name, int status, Function<Http, Answer> request) {
        var answer = request.apply(Http.to(server));
        assertThat(answer.status()).as(name).isEqualTo(status);
        assertProblem(answer);
        assertProtected(answer);
    }

    @Test
    @DisplayName("S-156: headers that are too large are refused in the same form")
    void a_refusal_of_too_large_headers_carries_them() {
        var answer = Http.to(server).with("X-Large", "x".repeat(20_000)).get("/api/auth");
        assertThat(answer.status()).isIn(400, 431);
        assertProblem(answer);
        assertProtected(answer);
    }

    @ParameterizedTest(name = "S-156: {0}")
    @ValueSource(strings = {"/api/auth", "/api/account/plans", "/api/spec.yaml", "/health/live", "/health/ready"})
    void an_answer_of_the_api_carries_them_and_may_show_nothing(String path) {
        var answer = Http.to(server).get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertProtected(answer);
        assertThat(answer.header(CSP)).contains("default-src 'none'; frame-ancestors 'none'; base-uri 'none'");
        assertThat(answer.header("cache-control")).contains("no-store");
    }

    @Test
    @DisplayName("S-118a: what belongs to an account is kept by no cache")
    void an_answer_of_an_account_is_kept_by_no_cache() {
        var answer = Person.signedIn(server).api().get("/api/project");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("cache-control")).contains("no-store");
        assertThat(answer.header("etag")).isEmpty();
    }

    @Test
    void answers_without_a_body_carry_them() {
        var person = Person.newOn(server);
        var accepted = person.signUp();
        assertThat(accepted.status()).isEqualTo(202);
        assertProtected(accepted);
        var ended = Person.signedIn(server).api().delete("/api/auth");
        assertThat(ended.status()).isEqualTo(204);
        assertProtected(ended);
    }

    @ParameterizedTest(name = "S-156, S-158: {0}")
    @ValueSource(strings = {"/", "/docs/problems", "/verify", "/dev/mail", "/assets/perigee.css", "/assets/link.js"})
    void a_page_carries_them_and_runs_only_our_own_scripts(String path) {
        var answer = Http.to(server).get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertProtected(answer);
        assertThat(answer.header(CSP))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains("script-src 'self'", "object-src 'none'", "form-action 'self'")
                        .doesNotContain("unsafe"));
    }

    @Test
    @DisplayName("S-156: the documentation may set styles, and nothing else")
    void the_documentation_may_set_styles() {
        var answer = Http.to(server).get("/docs");
        assertThat(answer.status()).isEqualTo(200);
        assertProtected(answer);
        assertThat(answer.header(CSP))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains("script-src 'self';", "style-src 'self' 'unsafe-inline'")
                        .doesNotContain("script-src 'self' 'unsafe"));
    }

    @Test
    void a_page_brings_no_script_or_style_in_its_text() {
        for (String path : List.of("/", "/docs", "/docs/problems", "/verify", "/resetpassword", "/dev/mail")) {
            assertThat(Http.to(server).get(path).body())
                    .as(path)
                    .doesNotContainPattern("<script(?![^>]*\\bsrc=)")
                    .doesNotContainPattern("\\son[a-z]+=")
                    .doesNotContain("<style", "style=\"", "javascript:");
        }
    }
}
