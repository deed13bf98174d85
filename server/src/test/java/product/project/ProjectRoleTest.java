package product.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what with a project, beyond what their role in the account says. */
class ProjectRoleTest {

    private static final String MISSING = "403 project_role_missing";

    private final Perigee server = Perigee.shared();
    private final Population people = Population.of(server);
    private final UUID account = people.account();
    private final Member lead = people.member(account, "user");
    private final Member member = people.member(account, "user");
    private final String path = add(lead);

    private static String add(Member by) {
        var made = by.api().post("/api/project", "{\"name\": \"Atlas\"}");
        assertThat(made.status()).isEqualTo(201);
        return "/api/project/" + made.field("id");
    }

    private static Answer give(Http api, String path, Object to, String role) {
        return api.send("PUT", path + "/role/" + to, "{\"role\": \"%s\"}".formatted(role));
    }

    private void give(Member to, String role) {
        assertThat(give(lead.api(), path, to.id(), role).status()).isEqualTo(200);
    }

    private static Answer rename(Http api, String path) {
        return api.patch(path, "{\"name\": \"Borealis\"}");
    }

    private static String said(Answer answer) {
        return answer.status() + " " + answer.code();
    }

    private void assertReadsOnly(Http api) {
        String before = api.get(path).body();
        assertThat(said(rename(api, path))).isEqualTo(MISSING);
        assertThat(said(give(api, path, member.id(), "lead"))).isEqualTo(MISSING);
        assertThat(said(api.delete(path + "/role/" + lead.id()))).isEqualTo(MISSING);
        assertThat(said(api.delete(path))).isEqualTo(MISSING);
        assertThat(api.get(path).body()).isEqualTo(before);
    }

    @Test
    void a_member_without_a_role_only_reads() {
        assertReadsOnly(member.api());
    }

    @Test
    void a_viewer_only_reads() {
        give(member, "viewer");
        assertReadsOnly(member.api());
    }

    @Test
    void a_developer_of_the_account_is_nobody_special_in_a_project() {
        assertReadsOnly(people.member(account, "developer").api());
    }

    @Test
    void an_editor_neither_deletes_nor_gives_roles() {
        give(member, "editor");
        var api = member.api();
        assertThat(said(api.delete(path))).isEqualTo(MISSING);
        assertThat(said(give(api, path, member.id(), "lead"))).isEqualTo(MISSING);
        assertThat(said(api.delete(path + "/role/" + lead.id()))).isEqualTo(MISSING);
        assertThat(rename(api, path).field("name")).isEqualTo("Borealis");
    }

    @Test
    void a_role_in_one_project_is_none_in_another() {
        String another = add(lead);
        give(member, "lead");
        assertThat(said(rename(member.api(), another))).isEqualTo(MISSING);
        assertThat(said(member.api().delete(another))).isEqualTo(MISSING);
    }

    @Test
    void whoever_loses_their_role_loses_what_it_allowed() {
        give(member, "lead");
        assertThat(lead.api().delete(path + "/role/" + member.id()).status()).isEqualTo(204);
        assertReadsOnly(member.api());
        assertThat(lead.api().delete(path + "/role/" + member.id()).status()).isEqualTo(404);
    }

    @Test
    @DisplayName("S-115: the roles in a project of another account are absent, as those of one that never was")
    void roles_in_a_project_of_another_account_are_absent() {
        var stranger = people.member(people.account(), "owner");
        for (String project : List.of(path, "/api/project/" + UUID.randomUUID())) {
            var api = stranger.api();
            assertThat(List.of(
                            api.get(project + "/role"),
                            give(api, project, stranger.id(), "lead"),
                            give(api, project, lead.id(), "viewer"),
                            api.delete(project + "/role/" + lead.id())))
                    .extracting(ProjectRoleTest::said)
                    .containsOnly("404 not_found");
        }
        assertThat(rename(lead.api(), path).status()).isEqualTo(200);
    }

    @Test
    void nobody_outside_the_account_is_given_a_role() {
        var stranger = people.member(people.account(), "user");
        for (var nobody : List.of(stranger.id(), UUID.randomUUID(), "somebody")) {
            assertThat(said(give(lead.api(), path, nobody, "viewer"))).isEqualTo("404 not_found");
        }
    }

    @ParameterizedTest(name = "there is no role <{0}>")
    @ValueSource(strings = {"owner", "admin", "Lead", "", " lead", "lead|editor"})
    void what_is_no_role_is_given_to_nobody(String role) {
        assertThat(said(give(lead.api(), path, member.id(), role))).isEqualTo("422 invalid");
        assertReadsOnly(member.api());
    }

    @Test
    void whoever_leaves_the_account_leaves_its_projects() {
        give(member, "lead");
        server.query("delete from membership where user_id = ?", member.id());
        people.join(account, member.id(), "user");
        assertReadsOnly(people.anotherSession(member).api());
    }

    @Test
    void nothing_is_left_of_a_person_or_a_project_that_is_gone() {
        give(member, "editor");
        server.query("delete from app_user where id = ?", member.id());
        assertThat(roles()).isEqualTo("1");
        assertThat(lead.api().delete(path).status()).isEqualTo(204);
        assertThat(roles()).isEqualTo("0");
    }

    private String roles() {
        return server.query("select count(*) from project_role where account_id = ?", account);
    }

    @Test
    void the_trail_tells_who_gave_and_took_a_role_and_not_what_stayed_as_it_was() {
        give(member, "editor");
        give(member, "editor");
        assertThat(lead.api().delete(path + "/role/" + member.id()).status()).isEqualTo(204);
        var trail =
                people.member(account, "admin").api().get("/api/audit").json().path("items");
        assertThat(trail)
                .extracting(row -> row.path("action").asString())
                .containsExactly("project.role_taken", "project.role_given");
        assertThat(trail).allSatisfy(row -> {
            assertThat(row.at("/actor/id").asString()).isEqualTo(lead.id().toString());
            assertThat(row.at("/subject/id").asString()).isEqualTo(member.id().toString());
            assertThat(row.at("/details/role").asString()).isEqualTo("editor");
            assertThat(path).endsWith(row.at("/details/project").asString());
        });
    }

    @Test
    void whoever_adds_a_project_leads_it() {
        var roles = member.api().get(path + "/role").json().path("items");
        assertThat(roles).singleElement().satisfies(given -> {
            assertThat(given.path("user_id").asString()).isEqualTo(lead.id().toString());
            assertThat(given.path("role").asString()).isEqualTo("lead");
        });
        give(member, "lead");
        assertThat(member.api().delete(path).status()).isEqualTo(204);
    }

    @ParameterizedTest(name = "{0} of the account does everything")
    @CsvSource({"owner", "admin"})
    void owners_and_admins_do_everything_without_a_role(String role) {
        var api = people.member(account, role).api();
        assertThat(rename(api, path).status()).isEqualTo(200);
        assertThat(give(api, path, member.id(), "lead").field("role")).isEqualTo("lead");
        assertThat(api.delete(path + "/role/" + lead.id()).status()).isEqualTo(204);
        assertThat(api.delete(path).status()).isEqualTo(204);
    }

    @Test
    void a_lead_may_step_back() {
        assertThat(give(lead.api(), path, lead.id(), "viewer").field("role")).isEqualTo("viewer");
        assertReadsOnly(lead.api());
    }

    @Test
    void the_list_comes_in_pages() {
        give(member, "editor");
        var first = member.api().get(path + "/role?limit=1").json();
        assertThat(first.path("items")).hasSize(1);
        var second = member.api()
                .get(path + "/role?limit=1&cursor=" + first.path("next").asString())
                .json();
        assertThat(List.of(
                        first.at("/items/0/role").asString(),
                        second.at("/items/0/role").asString()))
                .containsExactlyInAnyOrder("lead", "editor");
        assertThat(second.path("next").isNull()).isTrue();
    }
}
