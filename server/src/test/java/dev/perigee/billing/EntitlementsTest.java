package dev.perigee.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import dev.perigee.testing.Together;
import dev.perigee.web.BadSettingException;
import dev.perigee.web.Route;
import dev.perigee.web.Routes;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** An account may do what its plan includes, and not more of it than the plan allows. */
class EntitlementsTest {

    private final Perigee server = Perigee.shared();
    private final Population people = Population.of(server);

    private Member ownerOn(@Nullable String plan) {
        var account = people.account();
        people.subscribe(account, plan);
        return people.member(account, "owner");
    }

    private static Answer addProject(Http api) {
        return api.post("/api/project", "{\"name\": \"Atlas\"}");
    }

    private void say(UUID account, String status) {
        server.query("update subscription set status = ? where account_id = ?", status, account);
    }

    private static void assertRefused(Answer answer, String code) {
        assertThat(answer.status() + " " + answer.code()).isEqualTo("402 " + code);
    }

    @Test
    void without_a_plan_all_is_closed_but_how_one_signs_in_and_ones_own() {
        var api = ownerOn(null).api();
        for (String path : List.of("/api/project", "/api/project/" + UUID.randomUUID(), "/api/audit")) {
            assertRefused(api.get(path), "plan_required");
        }
        assertRefused(addProject(api), "plan_required");
        assertRefused(api.patch("/api/account", "{\"name\": \"Renamed\"}"), "plan_required");
        for (String path :
                List.of("/api/auth", "/api/auth/session", "/api/user", "/api/user/account", "/api/account")) {
            assertThat(api.get(path).status()).as(path).isEqualTo(200);
        }
        assertThat(api.patch("/api/user", "{\"name\": \"Ada\"}").status()).isEqualTo(200);
    }

    @Test
    void no_route_does_without_a_plan_but_those_of_sign_in_person_and_account() {
        assertThat(server.bean(Routes.class).all())
                .filteredOn(EntitlementsTest::isOpenWithoutPlan)
                .extracting(Route::path)
                .isNotEmpty()
                .allMatch(path -> path.matches("/api/(auth|user|account|invite)(/.*)?"));
    }

    private static boolean isOpenWithoutPlan(Route route) {
        var verify = route.verify();
        return verify != null && (verify.planless() || verify.anywhere() || verify.unverified());
    }

    @Test
    void a_plan_that_was_canceled_counts_for_nothing() {
        var owner = ownerOn("free");
        say(owner.account(), "canceled");
        assertRefused(owner.api().get("/api/project"), "plan_required");
        assertThat(owner.api().get("/api/auth").field("subscription")).isEqualTo("canceled");
        assertThat(owner.api().get("/api/auth").json().path("entitlements").isNull())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"active", "trialing", "past_due"})
    void whoever_is_about_to_pay_goes_on_working(String status) {
        var owner = ownerOn("free");
        say(owner.account(), status);
        assertThat(owner.api().get("/api/project").status()).isEqualTo(200);
    }

    @Test
    void what_the_plan_does_not_include_is_refused() {
        var api = ownerOn(people.plan("{}")).api();
        assertRefused(api.get("/api/audit/csv"), "plan_lacks_feature");
        assertRefused(api.get("/api/audit/jsonl"), "plan_lacks_feature");
        assertThat(api.get("/api/audit").status()).isEqualTo(200);
    }

    @Test
    void nobody_is_told_to_pay_for_what_their_role_does_not_allow() {
        var account = people.account();
        people.subscribe(account, null);
        var answer = people.member(account, "user").api().get("/api/audit/csv");
        assertThat(answer.status() + " " + answer.code()).isEqualTo("403 permission_missing");
    }

    @Test
    void beyond_a_limit_the_refusal_names_it_in_the_language_of_the_reader() {
        var api = ownerOn(people.plan("{\"projects\": 1}")).api();
        assertThat(addProject(api).status()).isEqualTo(201);
        assertRefused(addProject(api), "plan_limit_reached");
        var english = addProject(api).json().path("errors").path(0);
        assertThat(english.path("field").asString()).isEqualTo("projects");
        assertThat(english.path("code").asString()).isEqualTo("plan_limit");
        assertThat(english.path("detail").asString()).isEqualTo("the plan allows no more than 1");
        var spanish = addProject(api.with("Accept-Language", "es")).json();
        assertThat(spanish.at("/errors/0/detail").asString()).isEqualTo("el plan no permite más de 1");
    }

    @Test
    void what_was_taken_away_leaves_room() {
        var api = ownerOn(people.plan("{\"projects\": 1}")).api();
        String id = addProject(api).field("id");
        assertThat(api.delete("/api/project/" + id).status()).isEqualTo(204);
        assertThat(addProject(api).status()).isEqualTo(201);
    }

    @Test
    void a_limit_of_another_account_is_not_used_up_here() {
        String plan = people.plan("{\"projects\": 1}");
        addProject(ownerOn(plan).api());
        assertThat(addProject(ownerOn(plan).api()).status()).isEqualTo(201);
    }

    @RepeatedTest(10)
    @DisplayName("S-172: fifty who add at once never get past the limit")
    void fifty_at_once_never_get_past_the_limit() {
        var owner = ownerOn(people.plan("{\"projects\": 7}"));
        var answers = Together.ask(50, i -> Together.served(() -> addProject(owner.api())));
        assertThat(Together.statuses(answers).stream().filter(status -> status == 201))
                .hasSize(7);
        assertThat(Together.statuses(answers)).containsOnly(201, 402);
        assertThat(server.query("select count(*) from project where account_id = ?", owner.account()))
                .isEqualTo("7");
    }

    @Test
    void the_status_tells_what_the_plan_allows() {
        var status = ownerOn(people.plan("{\"projects\": 3}"))
                .api()
                .get("/api/auth")
                .json()
                .path("entitlements");
        assertThat(status.path("features")).isEmpty();
        assertThat(status.path("limits").path("projects").asInt()).isEqualTo(3);
        assertThat(ownerOn("free").api().get("/api/auth").json().at("/entitlements/features"))
                .extracting(feature -> feature.asString())
                .contains("api", "audit_export");
    }

    /** The notice is the one that docs/guide/plans.md gives to whoever changes plans by hand. */
    @Test
    void a_change_of_plan_that_is_told_holds_on_every_node_within_a_second() {
        try (var there = Perigee.node(Perigee.roomy("perigee.client-url=" + server.url()))) {
            var owner = ownerOn("free");
            var api = Http.to(there).bearer(owner.person().token());
            assertThat(api.get("/api/audit/csv").status()).isEqualTo(200);
            people.subscribe(owner.account(), people.plan("{}"));
            long told = System.nanoTime();
            server.query(
                    "select pg_notify('perigee', 'account:' || ?)",
                    owner.account().toString());
            Person.until(() -> api.get("/api/audit/csv").status() == 402 ? true : null);
            assertThat(System.nanoTime() - told).isLessThan(1_000_000_000L);
            assertThat(api.get("/api/auth").json().at("/entitlements/features")).isEmpty();
        }
    }

    @Test
    void an_operator_may_let_accounts_begin_without_a_plan() {
        try (var node = Perigee.alone(Perigee.roomy("perigee.sign-up-plan="))) {
            var api = Person.signedIn(node).api();
            assertRefused(api.get("/api/project"), "plan_required");
            assertThat(api.get("/api/auth").field("subscription")).isEqualTo("none");
            assertThat(api.get("/api/account").field("plan")).isEqualTo("none");
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void a_plan_that_is_not_there_stops_the_start_in_plain_words(CapturedOutput output) {
        assertThatThrownBy(() -> Perigee.node("perigee.sign-up-plan=golden")).isInstanceOf(BadSettingException.class);
        assertThat(output.getOut())
                .contains("SIGN_UP_PLAN names the plan \"golden\", which is not there. The plans are: free")
                .doesNotContain("\tat dev.perigee");
    }
}
