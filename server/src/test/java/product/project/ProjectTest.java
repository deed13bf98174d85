package product.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.event.AccountEvent;
import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Population;
import dev.perigee.testing.Together;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.ApplicationEventMulticaster;

/** What the members of an account may do with its projects, and nobody else. */
class ProjectTest {

    private final Perigee server = Perigee.shared();
    private final Population people = Population.of(server);
    private final Http api = somebody();

    /** The owner of an account of their own. */
    private Http somebody() {
        return people.member(people.account(), "owner").api();
    }

    private static Answer create(Http api, String name) {
        return api.post("/api/project", "{\"name\": \"%s\", \"notes\": \"some notes\"}".formatted(name));
    }

    /** Every way to touch one project. */
    private static List<Answer> touch(Http api, String id) {
        String path = "/api/project/" + id;
        return List.of(api.get(path), api.patch(path, "{\"name\": \"taken\", \"archived\": true}"), api.delete(path));
    }

    private static String withoutTrace(Answer answer) {
        return answer.status() + answer.body().replaceAll("[0-9a-f]{32}", "");
    }

    @Test
    void a_stranger_reads_and_changes_nothing() {
        var project = create(api, "mine");
        var stranger = Http.to(server);
        assertThat(touch(stranger, project.field("id")))
                .extracting(Answer::status)
                .containsOnly(401);
        assertThat(stranger.get("/api/project").status()).isEqualTo(401);
        assertThat(create(stranger, "theirs").status()).isEqualTo(401);
    }

    @Test
    void a_project_whose_answer_the_caller_could_not_read_is_not_made() {
        assertThat(create(api.with("Accept", "text/html"), "unread").status()).isEqualTo(406);
        assertThat(api.get("/api/project").json().path("items")).isEmpty();
    }

    @Test
    void who_has_not_confirmed_their_address_reads_and_changes_nothing() {
        var newcomer = Person.newOn(server);
        newcomer.signUp();
        var session = Http.to(server).bearer(newcomer.signIn().field("token"));
        assertThat(touch(session, UUID.randomUUID().toString()))
                .extracting(Answer::status, Answer::code)
                .containsOnly(org.assertj.core.groups.Tuple.tuple(403, "unverified"));
        assertThat(session.get("/api/project").code()).isEqualTo("unverified");
        assertThat(create(session, "early").code()).isEqualTo("unverified");
    }

    @Test
    @DisplayName("S-115: a project of another account is as absent as one that never was")
    void a_project_of_another_account_is_absent() {
        var theirs = create(somebody(), "theirs");
        var foreign = touch(api, theirs.field("id"));
        var never = touch(api, UUID.randomUUID().toString());
        for (int i = 0; i < foreign.size(); i++) {
            assertThat(foreign.get(i).status()).isEqualTo(404);
            assertThat(withoutTrace(foreign.get(i))).isEqualTo(withoutTrace(never.get(i)));
            assertThat(foreign.get(i).headers().keySet())
                    .isEqualTo(never.get(i).headers().keySet());
        }
    }

    @Test
    @DisplayName("S-115: nothing of another account is changed by trying")
    void a_project_of_another_account_stays_as_it_is() {
        var other = somebody();
        var theirs = create(other, "theirs");
        touch(api, theirs.field("id"));
        assertThat(other.get("/api/project/" + theirs.field("id")).body()).isEqualTo(theirs.body());
    }

    @Test
    void a_list_shows_nothing_of_another_account() {
        create(somebody(), "theirs");
        create(api, "mine");
        assertThat(api.get("/api/project").json().path("items"))
                .singleElement()
                .satisfies(
                        project -> assertThat(project.path("name").asString()).isEqualTo("mine"));
    }

    @Test
    void a_deleted_project_is_absent() {
        String id = create(api, "short-lived").field("id");
        assertThat(api.delete("/api/project/" + id).status()).isEqualTo(204);
        assertThat(touch(api, id)).extracting(Answer::status).containsOnly(404);
        assertThat(api.get("/api/project").json().path("items")).isEmpty();
    }

    @Test
    void of_many_who_delete_a_project_at_once_one_does() {
        String path = "/api/project/" + create(api, "Atlas").field("id");
        var answers = Together.statuses(Together.ask(10, i -> Together.served(() -> api.delete(path))));
        assertThat(answers).containsExactly(204, 404, 404, 404, 404, 404, 404, 404, 404, 404);
    }

    @ParameterizedTest(name = "{0} names no project")
    @ValueSource(strings = {"1", "x", "new", "00000000", "..", "null", "018f-1-1-1-1"})
    void what_is_no_id_names_nothing(String id) {
        assertThat(api.get("/api/project/" + id).status()).isIn(400, 404);
        assertThat(api.delete("/api/project/" + id).status()).isIn(400, 404, 405);
    }

    @ParameterizedTest(name = "S-123: {0} cannot be set")
    @ValueSource(strings = {"id", "account_id", "created_at", "updated_at", "accountId", "owner", "user_id"})
    void nobody_sets_what_is_not_theirs_to_set(String field) {
        var project = create(api, "mine");
        String path = "/api/project/" + project.field("id");
        String value = UUID.randomUUID().toString();
        assertThat(api.patch(path, "{\"%s\": \"%s\"}".formatted(field, value)).status())
                .isEqualTo(400);
        assertThat(api.post("/api/project", "{\"name\": \"a\", \"%s\": \"%s\"}".formatted(field, value))
                        .status())
                .isEqualTo(400);
        assertThat(api.get(path).body()).isEqualTo(project.body());
    }

    @ParameterizedTest(name = "the name <{0}> is refused")
    @ValueSource(strings = {"", "   ", "two\\nlines", "tab\\there", "bell\\u0007", "\\u202Egnp.exe", "\\u2028", "\\r"})
    void a_name_that_is_no_line_of_text_is_refused(String name) {
        assertThat(create(api, name).status()).as("create").isEqualTo(422);
        String path = "/api/project/" + create(api, "fine").field("id");
        assertThat(api.patch(path, "{\"name\": \"" + name + "\"}").status())
                .as("change")
                .isEqualTo(422);
    }

    @Test
    void a_new_project_is_as_it_was_described() {
        var made = create(api, "Atlas");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().propertyNames())
                .containsExactly("id", "name", "notes", "archived", "created_at", "updated_at");
        assertThat(UUID.fromString(made.field("id")).version()).isEqualTo(7);
        assertThat(made.field("name")).isEqualTo("Atlas");
        assertThat(made.field("notes")).isEqualTo("some notes");
        assertThat(made.field("archived")).isEqualTo("false");
        assertThat(made.field("created_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
        assertThat(api.get("/api/project/" + made.field("id")).body()).isEqualTo(made.body());
    }

    @Test
    void a_project_needs_no_notes() {
        assertThat(api.post("/api/project", "{\"name\": \"bare\"}")
                        .json()
                        .path("notes")
                        .asString())
                .isEmpty();
    }

    @Test
    void a_project_is_archived_and_brought_back() {
        String path = "/api/project/" + create(api, "Atlas").field("id");
        assertThat(api.patch(path, "{\"archived\": true}").field("archived")).isEqualTo("true");
        assertThat(api.get(path).field("archived")).isEqualTo("true");
        assertThat(api.patch(path, "{\"archived\": false}").field("archived")).isEqualTo("false");
    }

    @Test
    void what_a_change_does_not_name_stays() {
        String path = "/api/project/" + create(api, "Atlas").field("id");
        var changed = api.patch(path, "{\"name\": \"Borealis\"}");
        assertThat(changed.field("name")).isEqualTo("Borealis");
        assertThat(changed.field("notes")).isEqualTo("some notes");
        assertThat(api.patch(path, "{}").field("name")).isEqualTo("Borealis");
        assertThat(api.patch(path, "{\"notes\": \"\"}").field("notes")).isEmpty();
    }

    private static final class Heard implements ApplicationListener<PayloadApplicationEvent<?>> {
        private final Queue<AccountEvent> events = new ConcurrentLinkedQueue<>();

        @Override
        public void onApplicationEvent(PayloadApplicationEvent<?> event) {
            if (event.getPayload() instanceof AccountEvent happened) {
                events.add(happened);
            }
        }
    }

    @Test
    void others_hear_of_what_happens_to_a_project_and_of_nothing_that_was_refused() {
        var heard = new Heard();
        var multicaster = server.bean(ApplicationEventMulticaster.class);
        multicaster.addApplicationListener(heard);
        try {
            String path = "/api/project/" + create(api, "Atlas").field("id");
            create(api, " ");
            touch(somebody(), path.substring("/api/project/".length()));
            api.patch(path, "{\"name\": \"Borealis\"}");
            api.delete(path);
            api.delete(path);
            assertThat(heard.events)
                    .extracting(AccountEvent::name)
                    .containsExactly("project.created", "project.changed", "project.deleted");
        } finally {
            multicaster.removeApplicationListener(heard);
        }
    }
}
