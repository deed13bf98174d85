package dev.perigee.web;

import static dev.perigee.web.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No spelling of a request gets past the guards, and every refusal is a problem document. */
class OddRequestTest {

    private final Perigee server = Perigee.shared();

    /** A path that could be called: a random id in the place of each variable. */
    static String concrete(String pattern) {
        return pattern.replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
    }

    @Test
    @DisplayName("S-131: no odd spelling of a guarded path is served to a stranger")
    void no_odd_spelling_of_a_path_is_served_to_a_stranger() {
        for (var route : server.bean(Routes.class).all()) {
            for (String path : spellings(concrete(route.path()))) {
                assertRefused(route, path, Http.to(server).send(route.method(), path, body(route)));
            }
        }
    }

    private static List<String> spellings(String path) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        String parent = path.substring(0, path.lastIndexOf('/') + 1);
        return List.of(
                path.toUpperCase(Locale.ROOT).equals(path) ? path + "//" : path.toUpperCase(Locale.ROOT),
                '/' + path,
                parent + '/' + last,
                path + '/',
                path + ";x",
                path + ";jsessionid=1",
                parent + ";a=b/" + last,
                path.replace("u", "%75").replace("a", "%61"),
                path + "%2f",
                path + "%2F",
                path + "%5c",
                parent + "./" + last,
                parent + "x/../" + last,
                parent + "%2e/" + last,
                parent + "x/%2e%2e/" + last,
                parent + "%252e%252e/" + last,
                path + ".json",
                path + "%00",
                path + "%20",
                path + "%0a",
                path + "%09",
                path + "/..;/" + last,
                path + "\\",
                path + "?_method=GET&method=GET");
    }

    private void assertRefused(Route route, String path, Answer answer) {
        assertThat(answer.status()).as("%s as %s", route, path).isLessThan(500);
        if (route.verify() != null) {
            assertThat(answer.status()).as("%s as %s", route, path).isGreaterThanOrEqualTo(400);
        }
        if (answer.status() >= 400) {
            assertProblem(answer);
        }
    }

    private static String body(Route route) {
        return "GET".equals(route.method()) || "DELETE".equals(route.method()) ? "" : "{}";
    }

    @ParameterizedTest(name = "S-131: {0} opens nothing")
    @ValueSource(strings = {"HEAD", "GET", "PUT", "POST", "PATCH", "DELETE", "TRACE", "OPTIONS", "FOO", "get"})
    void no_other_method_of_a_guarded_path_is_served_to_a_stranger(String method) {
        for (var route : server.bean(Routes.class).all()) {
            var answer = Http.to(server).send(method, concrete(route.path()), null);
            assertThat(answer.status()).as("%s %s", method, route).isLessThan(500);
            if (isGuarded(method, route.path())) {
                assertThat(answer.status()).as("%s %s", method, route).isGreaterThanOrEqualTo(400);
            }
            if (answer.status() >= 400 && !"HEAD".equals(method)) {
                assertProblem(answer);
            }
        }
    }

    private boolean isGuarded(String method, String path) {
        String asked = "HEAD".equals(method) ? "GET" : method;
        return server.bean(Routes.class).all().stream()
                .noneMatch(
                        route -> route.path().equals(path) && route.method().equals(asked) && route.verify() == null);
    }

    @ParameterizedTest(name = "S-131: {0} does not change what is asked for")
    @ValueSource(
            strings = {
                "X-HTTP-Method-Override: GET",
                "X-HTTP-Method: GET",
                "X-Method-Override: GET",
                "X-Original-URL: /api/auth",
                "X-Rewrite-URL: /api/auth",
                "X-Forwarded-Prefix: /api/auth",
                "X-Forwarded-Host: evil.example",
                "Forwarded: for=127.0.0.1;host=evil.example",
                "X-Forwarded-User: admin",
                "X-Custom-IP-Authorization: 127.0.0.1"
            })
    void no_header_changes_what_is_asked_for(String header) {
        String name = header.substring(0, header.indexOf(':'));
        String value = header.substring(header.indexOf(':') + 2);
        assertProblem(Http.to(server).with(name, value).delete("/api/user"), 401);
        assertProblem(Http.to(server).with(name, value).get("/api/project"), 401);
        assertThat(Http.to(server).with(name, value).get("/api/auth").field("authenticated"))
                .isEqualTo("false");
    }

    @Test
    @DisplayName("S-131: a request that is signed in gets no further by an odd spelling")
    void an_odd_spelling_helps_nobody_who_is_signed_in() {
        var person = Person.signedIn(server);
        for (String path : List.of(
                "/API/user",
                "/api//user",
                "/api/user/",
                "/api/user;x",
                "/api/%75ser",
                "/api/./user",
                "/api/user.json")) {
            assertThat(person.api().get(path).status()).as(path).isIn(400, 404);
        }
    }

    @Test
    @DisplayName("S-157: a preflight from another origin is allowed nothing")
    void a_preflight_is_allowed_nothing() {
        for (String origin : List.of(
                "https://evil.example", "null", server.url(), server.url() + ".evil.example", "http://LOCALHOST")) {
            var answer = Http.to(server)
                    .with("Origin", origin)
                    .with("Access-Control-Request-Method", "DELETE")
                    .with("Access-Control-Request-Headers", "authorization")
                    .send("OPTIONS", "/api/user", null);
            assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
            assertProblem(answer, 405);
        }
    }

    @Test
    @DisplayName("S-157: an answer to another origin does not let its page read it")
    void an_answer_to_another_origin_cannot_be_read_there() {
        var person = Person.signedIn(server);
        for (String origin : List.of("https://evil.example", "null", server.url())) {
            var answer = person.api().with("Origin", origin).get("/api/user");
            assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
        }
    }

    @ParameterizedTest(name = "{0} is not served for another host")
    @ValueSource(
            strings = {"/", "/api/auth", "/api/user", "/docs", "/verify", "/dev/mail", "/assets/perigee.css", "/nothing"
            })
    void a_request_for_another_host_is_misdirected(String path) {
        for (String host : List.of(
                "evil.example", "localhost", "localhost:1", "127.0.0.2:" + server.port(), "[::1]:" + server.port())) {
            var answer = Http.to(server).with("Host", host).get(path);
            assertThat(answer.status()).as(host).isEqualTo(421);
            assertProblem(answer);
            assertThat(answer.code()).isEqualTo("foreign_host");
        }
    }

    @Test
    void a_host_that_is_no_name_is_refused() {
        for (String host : List.of(
                "",
                "localhost.:" + server.port(),
                "local host",
                "localhost:x",
                "localhost:" + server.port() + ".evil.example",
                "a@localhost",
                "-")) {
            var answer = Http.to(server).with("Host", host).get("/api/auth");
            assertThat(answer.status()).as(host).isIn(400, 421);
            assertProblem(answer);
        }
    }

    @Test
    void no_tunnel_is_opened() {
        var answer = Http.to(server).send("CONNECT", "127.0.0.1:22", null);
        assertThat(answer.status()).isIn(400, 405, 501);
        assertProblem(answer);
    }

    @Test
    void two_hosts_are_unreadable() {
        var answer = Http.to(server)
                .with("Host", "localhost:" + server.port())
                .with("Host", "evil.example")
                .get("/api/auth");
        assertProblem(answer, 400);
    }

    @Test
    void an_absolute_target_with_another_host_is_not_served() {
        String target = "http://evil.example/api/auth";
        assertProblem(Http.to(server).get(target), 400);
        assertProblem(Http.to(server).with("Host", "evil.example").get(target), 421);
    }

    @Test
    void health_answers_to_every_host() {
        var client = Http.to(server).with("Host", "10.0.0.7");
        assertThat(client.get("/health/live").status()).isEqualTo(200);
        assertThat(client.get("/health/ready").status()).isEqualTo(200);
    }

    @Test
    void both_names_of_this_machine_are_ours_in_development() {
        for (String host : List.of("localhost:", "127.0.0.1:", "LocalHost:")) {
            var answer = Http.to(server).with("Host", host + server.port()).get("/api/auth");
            assertThat(answer.status()).as(host).isEqualTo(200);
        }
    }

    @ParameterizedTest(name = "S-133, S-177: {0} is absent")
    @ValueSource(
            strings = {
                "/actuator",
                "/actuator/health",
                "/actuator/env",
                "/actuator/heapdump",
                "/manage",
                "/management",
                "/error",
                "/h2-console",
                "/console",
                "/.git/config",
                "/.git/HEAD",
                "/.env",
                "/swagger-ui",
                "/swagger-ui.html",
                "/swagger-ui/index.html",
                "/v3/api-docs",
                "/v2/api-docs",
                "/webjars/swagger-ui/",
                "/META-INF/MANIFEST.MF",
                "/WEB-INF/web.xml",
                "/application.yaml",
                "/health",
                "/health/db",
                "/metrics",
                "/prometheus",
                "/login",
                "/logout",
                "/oauth2/authorization/google",
                "/assets/",
                "/docs/ui/",
                "/assets/perigee.css.map",
                "/docs/ui/swagger-ui.js.map",
                "/templates/web/index.html",
                "/db/migration/V001__database.sql",
                "/api",
                "/api/",
                "/dev",
                "/favicon.ico",
                "/server-status"
            })
    void what_is_not_ours_to_show_is_absent(String path) {
        assertProblem(Http.to(server).get(path), 404);
    }

    @ParameterizedTest(name = "S-161: {0} leads nowhere")
    @ValueSource(
            strings = {
                "/assets/../application.yaml",
                "/assets/%2e%2e/application.yaml",
                "/assets/..%2fapplication.yaml",
                "/assets/..%5capplication.yaml",
                "/assets/..;/application.yaml",
                "/assets/....//application.yaml",
                "/docs/ui/../../../../../application.yaml",
                "/docs/ui/..%252f..%252fapplication.yaml",
                "/assets//application.yaml",
                "/assets/../../../etc/passwd",
                "//etc/passwd",
                "/assets/classpath:application.yaml"
            })
    void no_path_leads_out_of_the_assets(String path) {
        var answer = Http.to(server).get(path);
        assertThat(answer.status()).as(path).isIn(400, 404);
        assertProblem(answer);
    }

    @ParameterizedTest(name = "{0} is no fault of ours")
    @ValueSource(strings = {"Transfer-Encoding: gzip", "Expect: a miracle"})
    void what_http_lets_us_decline_is_the_callers_fault(String header) {
        int colon = header.indexOf(':');
        var answer = Http.to(server)
                .with(header.substring(0, colon), header.substring(colon + 2))
                .post("/api/user/auth", "{}");
        assertProblem(answer, 400);
        assertThat(answer.code()).isEqualTo("odd_request");
    }

    @Test
    void a_query_that_cannot_be_read_is_the_callers_fault() {
        var api = Person.signedIn(server).api();
        for (String query : List.of("=", "limit=%zz", "limit=%", "%00=%c0%af", "a=b&".repeat(1_100))) {
            var answer = api.get("/api/project?" + query);
            assertProblem(answer, 400);
            assertThat(answer.code()).as(query).isEqualTo("odd_request");
        }
    }

    @Test
    void a_part_of_a_file_is_not_served() {
        for (String range : List.of("bytes=0-1", "bytes=9999999-", "bytes=-1")) {
            var answer = Http.to(server).with("Range", range).get("/api/spec.yaml");
            assertThat(answer.status()).as(range).isEqualTo(200);
            assertThat(answer.body()).startsWith("openapi:").contains("components:");
        }
    }

    @Test
    @DisplayName("S-165: a request with two lengths is unreadable")
    void a_request_with_two_lengths_is_unreadable() {
        var answer = Http.to(server)
                .with("Content-Length", "2")
                .with("Content-Length", "20")
                .post("/api/user/auth", "{}");
        assertProblem(answer, 400);
    }

    @Test
    void a_traceparent_is_taken_over_only_when_valid() {
        String trace = UUID.randomUUID().toString().replace("-", "");
        assertThat(Http.to(server)
                        .with("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                        .get("/api/user")
                        .field("trace_id"))
                .isEqualTo(trace);
        for (String odd : List.of("00-" + "0".repeat(32) + "-00f067aa0ba902b7-01", "<script>", trace, "")) {
            assertThat(Http.to(server).with("traceparent", odd).get("/api/user").field("trace_id"))
                    .as(odd)
                    .matches("[0-9a-f]{32}")
                    .isNotEqualTo(trace)
                    .isNotEqualTo("0".repeat(32));
        }
    }
}
