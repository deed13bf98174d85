package dev.perigee.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Jwt;
import dev.perigee.testing.KeyText;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import dev.perigee.testing.Population.Trait;
import dev.perigee.web.Route;
import dev.perigee.web.Routes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Whoever was refused is told why, and nobody else learns that there was anything to tell. */
class DecisionTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final Population PEOPLE = Population.of(SERVER);
    private static final Set<Integer> REFUSED = Set.of(401, 402, 403, 404, 429);
    private static final int CASES = 400;

    private final UUID account = PEOPLE.account();
    private final Member owner = PEOPLE.member(account, "owner");

    private static String path(String trace) {
        return "/api/log/" + trace + "/decision";
    }

    private static Answer why(Member asker, Answer refused) {
        return asker.api().get(path(refused.field("trace_id")));
    }

    private static String trace() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private Answer refused() {
        var answer = owner.api().get("/api/project/" + UUID.randomUUID());
        assertThat(answer.status()).isEqualTo(404);
        return answer;
    }

    /** What is the same for everybody of whom nothing is to be learnt. */
    private static String seen(Answer answer) {
        var headers = new java.util.TreeMap<>(answer.headers());
        headers.keySet().removeAll(Set.of("date", "ratelimit"));
        return answer.status() + " " + headers + " " + answer.body().replaceFirst("\"trace_id\":\"\\w+\"", "");
    }

    private static JsonNode refusedStep(Answer decision) {
        assertThat(decision.status()).as(decision.toString()).isEqualTo(200);
        var steps = decision.json()
                .path("steps")
                .valueStream()
                .filter(step -> "refused".equals(step.path("outcome").asString()))
                .toList();
        assertThat(steps).as(decision.toString()).hasSize(1);
        return steps.getFirst();
    }

    private static String reason(Answer decision) {
        var step = refusedStep(decision);
        return step.path("step").asString() + ' ' + step.path("reason").asString();
    }

    private static List<String> changes(Answer decision) {
        return decision.json()
                .path("changes")
                .valueStream()
                .map(change -> change.path("code").asString())
                .toList();
    }

    /** The account's own developer is told, the neighbour gets what an id gets that never was. */
    private void isToldToThisAccountOnly(Answer refused, String reason, String change) {
        assertThat(REFUSED).contains(refused.status());
        var told = why(PEOPLE.member(account, "developer"), refused);
        assertThat(reason(told)).isEqualTo(reason);
        assertThat(changes(told)).containsExactly(change);
        assertThat(told.code()).isEqualTo(refused.code());
        var neighbour = PEOPLE.member(PEOPLE.account(), "owner");
        assertThat(seen(why(neighbour, refused))).isEqualTo(seen(neighbour.api().get(path(trace()))));
    }

    @Test
    void who_is_no_developer_of_the_account_learns_nothing() {
        var refused = refused();
        var random = path(trace());
        var real = path(refused.field("trace_id"));
        var user = PEOPLE.member(account, "user");
        var admin = PEOPLE.member(account, "admin");
        var key = Http.to(SERVER).bearer(PEOPLE.key(owner, "owner", Set.of("project.read")));
        for (var client : List.of(
                Http.to(SERVER), user.api(), admin.api(), key, PEOPLE.homeless().api())) {
            assertThat(client.get(real).status()).isIn(401, 403);
            assertThat(seen(client.get(real))).isEqualTo(seen(client.get(random)));
        }
        var neighbour = PEOPLE.member(PEOPLE.account(), "owner").api();
        assertThat(neighbour.get(real).code()).isEqualTo("not_found");
        assertThat(seen(neighbour.get(real))).isEqualTo(seen(neighbour.get(random)));
        assertThat(owner.api().get(real).status()).isEqualTo(200);
    }

    @Test
    void what_was_not_refused_and_what_is_no_trace_id_is_absent() {
        String trace = trace();
        owner.api().with("traceparent", "00-" + trace + "-00f067aa0ba902b7-01").get("/api/project");
        assertThat(owner.api().get(path(trace)).code()).isEqualTo("not_found");
        assertThat(owner.api().get(path("nothing")).code()).isEqualTo("not_found");
        assertThat(owner.api()
                        .get(path(trace.toUpperCase(java.util.Locale.ROOT)))
                        .code())
                .isEqualTo("not_found");
    }

    @Test
    void another_accounts_row_is_explained_as_one_that_never_was() {
        String theirs = PEOPLE.member(PEOPLE.account(), "owner")
                .api()
                .post("/api/project", "{\"name\": \"theirs\"}")
                .field("id");
        var foreign = why(owner, owner.api().get("/api/project/" + theirs)).json();
        var absent = why(owner, refused()).json();
        for (String part : List.of("code", "route", "steps", "changes")) {
            assertThat(foreign.path(part)).isEqualTo(absent.path(part));
        }
        assertThat(foreign.toString()).contains("nothing with this id in your account");
    }

    private Answer issued() {
        return owner.api().post("/api/key", Json.of("name", "A key", "scopes", List.of("project.read")));
    }

    private static Answer by(String key) {
        return Http.to(SERVER).bearer(key).get("/api/project");
    }

    @Test
    void a_revoked_key_is_explained_to_its_account_and_to_no_other() {
        var issued = issued();
        assertThat(by(issued.field("key")).status()).isEqualTo(200);
        owner.api().delete("/api/key/" + issued.field("id"));
        isToldToThisAccountOnly(by(issued.field("key")), "key key_revoked", "use_another_key");
    }

    @Test
    void a_key_that_was_rotated_is_explained_to_its_account_and_to_no_other() {
        var issued = issued();
        owner.api().post("/api/key/" + issued.field("id") + "/rotate", "{\"overlap_hours\": 0}");
        isToldToThisAccountOnly(by(issued.field("key")), "key key_rotated", "use_new_text");
    }

    @Test
    void a_key_past_its_end_is_explained_to_its_account_and_to_no_other() {
        String key = PEOPLE.key(owner, "owner", Set.of("project.read"));
        SERVER.query("update api_key set expires_at = now() - interval '1 second' where account_id = ?", account);
        isToldToThisAccountOnly(by(key), "key key_expired", "use_another_key");
    }

    @Test
    void a_key_in_quarantine_is_explained_to_its_account_and_to_no_other() {
        String key = PEOPLE.key(owner, "owner", Set.of("project.read"));
        SERVER.query("update api_key set quarantined_at = now() where account_id = ?", account);
        isToldToThisAccountOnly(by(key), "key key_quarantined", "rotate_key");
    }

    @Test
    void a_key_from_a_forbidden_address_is_explained_to_its_account_and_to_no_other() {
        String key = PEOPLE.key(owner, "owner", Set.of("project.read"));
        SERVER.query("update api_key set networks = '{192.0.2.0/24}' where account_id = ?", account);
        var refused = by(key);
        assertThat(refused.code()).isEqualTo("address_not_allowed");
        isToldToThisAccountOnly(refused, "key address_not_allowed", "allow_address");
        assertThat(refusedStep(why(owner, refused)).path("needed").path(0).asString())
                .isEqualTo("192.0.2.0/24");
    }

    @Test
    void an_ended_session_and_an_expired_token_are_explained_to_their_account() {
        var ended = PEOPLE.member(account, "user", Trait.SIGNED_OUT);
        isToldToThisAccountOnly(ended.api().get("/api/project"), "session session_ended", "sign_in_again");
        var jwt = Jwt.of(owner.person().token());
        jwt.claims().put("exp", Instant.now().getEpochSecond() - 1);
        isToldToThisAccountOnly(by(jwt.signed()), "session token_expired", "renew_token");
    }

    @Test
    void what_nobody_knows_is_nobodys_and_only_an_operator_sees_it() {
        var forged = Jwt.of(owner.person().token()).signed("HmacSHA256", new byte[32]);
        var expected = Map.of(
                KeyText.next(), "key key_unknown", forged, "credential unreadable", "garbage", "credential unreadable");
        expected.forEach((text, reason) -> {
            var refused = by(text);
            assertThat(why(owner, refused).code()).isEqualTo("not_found");
            assertThat(reason(why(PEOPLE.operator(), refused))).isEqualTo(reason);
        });
        var nothing = Http.to(SERVER).get("/api/project");
        assertThat(why(owner, nothing).code()).isEqualTo("not_found");
        assertThat(reason(why(PEOPLE.operator(), nothing))).isEqualTo("credential nothing_sent");
    }

    @Test
    void an_operator_without_a_second_factor_sees_nothing() {
        var operator = PEOPLE.operator();
        SERVER.query("update session set second_factor = false where id = ?", operator.session());
        assertThat(why(operator, refused()).code()).isEqualTo("second_factor_required");
    }

    @Test
    void a_key_that_gets_the_scope_it_lacked_is_let_in() {
        var issued = issued();
        var client = Http.to(SERVER).bearer(issued.field("key"));
        var refused = client.post("/api/project", "{\"name\": \"a\"}");
        var decision = why(owner, refused);
        assertThat(reason(decision)).isEqualTo("scope add_scope");
        assertThat(changes(decision)).containsExactly("add_scope");
        String scope = decision.field("changes.0.needed.0");
        owner.api().patch("/api/key/" + issued.field("id"), Json.of("scopes", List.of("project.read", scope)));
        assertThat(client.post("/api/project", "{\"name\": \"a\"}").status()).isEqualTo(201);
    }

    @Test
    void a_limit_of_the_plan_is_named_with_its_figure() {
        PEOPLE.subscribe(account, PEOPLE.plan("{\"api_keys\": 0}"));
        var refused = issued();
        assertThat(refused.code()).isEqualTo("plan_limit_reached");
        var decision = why(owner, refused);
        assertThat(reason(decision)).isEqualTo("plan plan_limit_reached");
        var limit = refusedStep(decision).path("limit");
        assertThat(limit.path("name").asString()).isEqualTo("api_keys");
        assertThat(limit.path("most").asInt()).isZero();
        assertThat(changes(decision)).containsExactly("make_room");
    }

    @Test
    void a_limit_of_requests_is_named_with_its_figure_and_when_to_come_again() {
        String key = PEOPLE.key(owner, "owner", Set.of("project.read"));
        try (var node = Perigee.node("perigee.throttle.all.key=1/1h")) {
            var client = Http.to(node).bearer(key);
            client.get("/api/project");
            var refused = client.get("/api/project");
            assertThat(refused.status()).isEqualTo(429);
            var decision = Person.until(() -> {
                var answer = why(owner, refused);
                return answer.status() == 200 ? answer : null;
            });
            var step = refusedStep(decision);
            assertThat(step.path("step").asString()).isEqualTo("limit");
            assertThat(step.path("limit").toString()).contains("\"by\":\"key\"", "\"most\":1", "\"seconds\":3600");
            assertThat(step.at("/limit/retry_after").asLong()).isPositive();
            assertThat(changes(decision)).containsExactly("wait");
        }
    }

    @Test
    void a_refusal_by_a_feature_says_what_its_problem_says_in_the_askers_language() {
        var member = PEOPLE.member(account, "user");
        String id = owner.api().post("/api/project", "{\"name\": \"a\"}").field("id");
        var refused = member.api().patch("/api/project/" + id, "{\"name\": \"b\"}");
        assertThat(refused.code()).isEqualTo("project_role_missing");
        var decision = owner.api().with("Accept-Language", "es").get(path(refused.field("trace_id")));
        assertThat(reason(decision)).isEqualTo("rule project_role_missing");
        assertThat(decision.toString()).contains("Los ámbitos solo atan a las claves");
        String said = member.api()
                .with("Accept-Language", "es")
                .patch("/api/project/" + id, "{\"name\": \"b\"}")
                .field("detail");
        assertThat(refusedStep(decision).path("detail").asString()).isEqualTo(said);
    }

    @Test
    void of_several_with_one_trace_id_the_newest_of_the_account_is_told() {
        String parent = "00-" + trace() + "-00f067aa0ba902b7-01";
        var first = owner.api().with("traceparent", parent).get("/api/project/" + UUID.randomUUID());
        assertThat(why(owner, first).field("status")).isEqualTo("404");
        var member = PEOPLE.member(account, "user").api().with("traceparent", parent);
        assertThat(member.get("/api/key").status()).isEqualTo(403);
        PEOPLE.member(PEOPLE.account(), "owner")
                .api()
                .with("traceparent", parent)
                .get("/api/project/" + UUID.randomUUID());
        Person.until(() -> "403".equals(why(owner, first).field("status")) ? true : null);
    }

    /** Over HTTP, since what matters is what the server does. The pure rules are drawn by the thousand in GuardTest. */
    @Test
    void whoever_calls_whatever_the_explanation_is_what_happened() {
        long seed = Long.getLong("perigee.seed", System.nanoTime());
        var random = new Random(seed);
        var routes = SERVER.bean(Routes.class).all().stream()
                .filter(route ->
                        route.path().startsWith("/api/") && !route.path().contains("/social"))
                .toList();
        var callers = callers(random);
        var answers = new ArrayList<Map.Entry<String, Answer>>();
        for (int i = 0; i < CASES; i++) {
            answers.add(sent(callers.get(random.nextInt(callers.size())), routes.get(random.nextInt(routes.size()))));
        }
        SERVER.bean(RequestLog.class).settle();
        var operator = PEOPLE.operator();
        String explained = SERVER.query(
                "select string_agg(trace_id, ' ') from log where trace_id = any(string_to_array(?, ' ')) and refusal is not null",
                answers.stream().map(Map.Entry::getKey).collect(Collectors.joining(" ")));
        int refused = 0;
        for (var sent : answers) {
            var answer = sent.getValue();
            String words = "seed %d: %s".formatted(seed, answer);
            boolean isRefused = REFUSED.contains(answer.status());
            assertThat(explained.contains(sent.getKey())).as(words).isEqualTo(isRefused);
            if (isRefused) {
                refused++;
                var decision = operator.api().get(path(sent.getKey()));
                assertThat(decision.code()).as(words).isEqualTo(answer.code());
                assertThat(decision.field("status")).as(words).isEqualTo(Integer.toString(answer.status()));
                assertThat(reason(decision)).as(words).isNotEmpty();
                assertThat(changes(decision)).as(words).isNotEmpty();
                assertThat(decision.body()).as(words).doesNotContain("decision.");
            }
        }
        assertThat(refused).as("seed %d", seed).isGreaterThan(CASES / 4);
    }

    private static Map.Entry<String, Answer> sent(Http caller, Route route) {
        String trace = trace();
        String body = route.method().equals("GET") || route.method().equals("DELETE") ? null : "{}";
        String path = route.path().replaceAll("\\{\\w+}", UUID.randomUUID().toString());
        var client = caller.with("traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
        return Map.entry(trace, client.send(route.method(), path, body));
    }

    private static List<Http> callers(Random random) {
        var callers = new ArrayList<Http>(List.of(
                Http.to(SERVER),
                Http.to(SERVER).bearer("garbage"),
                Http.to(SERVER).bearer(KeyText.next()),
                PEOPLE.homeless().api(),
                PEOPLE.operator().api()));
        var scopes = SERVER.bean(Routes.class).all().stream()
                .map(route -> route.verify() == null ? "" : route.verify().scope())
                .filter(scope -> !scope.isEmpty())
                .distinct()
                .toList();
        for (String role : List.of("owner", "admin", "developer", "user")) {
            for (String plan : List.of("free", "none", "poor")) {
                var account = PEOPLE.account();
                if (!plan.equals("free")) {
                    PEOPLE.subscribe(account, plan.equals("poor") ? "poor" : null);
                }
                callers.add(PEOPLE.member(account, role).api());
                callers.add(PEOPLE.member(account, role, Trait.STALE).api());
                callers.add(PEOPLE.member(account, role, Trait.UNVERIFIED).api());
                callers.add(PEOPLE.member(account, role, Trait.SIGNED_OUT).api());
                var maker = PEOPLE.member(account, role);
                var some = scopes.stream().filter(scope -> random.nextBoolean()).toList();
                callers.add(Http.to(SERVER).bearer(PEOPLE.key(maker, role, some)));
            }
            var strict = PEOPLE.account();
            PEOPLE.requireSecondFactor(strict);
            callers.add(PEOPLE.member(strict, role).api());
        }
        return callers;
    }

    @Test
    void no_credential_stands_in_what_is_kept() {
        var issued = issued();
        String key = issued.field("key");
        owner.api().delete("/api/key/" + issued.field("id"));
        String token = owner.person().token();
        var refusals = List.of(by(key), by(KeyText.broken(key)), owner.api().get("/api/project/" + UUID.randomUUID()));
        for (var refused : refusals) {
            why(PEOPLE.operator(), refused);
            String kept = SERVER.query("select refusal::text from log where trace_id = ?", refused.field("trace_id"));
            assertThat(kept).contains("steps").doesNotContain(key, key.substring(9, 52), token);
        }
    }
}
