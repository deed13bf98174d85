package dev.perigee.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.perigee.api.model.NewProject;
import dev.perigee.api.model.Problem;
import dev.perigee.api.model.Project;
import dev.perigee.api.model.ProjectChange;
import dev.perigee.api.model.ProjectPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The client against a running server. */
class PerigeeIT {

    private static final UUID NOWHERE = UUID.fromString("019b02c4-0000-7000-8000-000000000000");

    private final ApiClient client = Perigee.withKey(given("PERIGEE_URL"), given("PERIGEE_KEY"));
    private final ProjectApi projects = new ProjectApi(client);

    private static String given(String name) {
        return Objects.requireNonNull(System.getenv(name), name + " is missing: e2e/clients starts these tests");
    }

    private static Problem refusal(Executable call) {
        return Perigee.problem(assertThrows(ApiException.class, call)).orElseThrow();
    }

    @Test
    void what_is_not_there_is_a_problem_with_its_code_and_a_trace() {
        var problem = refusal(() -> projects.projectGet(NOWHERE));
        assertEquals(404, problem.getStatus());
        assertEquals(Problem.CodeEnum.NOT_FOUND, problem.getCode());
        assertTrue(problem.getTraceId().matches("[0-9a-f]{32}"));
    }

    @Test
    void a_refusal_names_the_field() {
        var problem = refusal(() -> projects.projectCreate(new NewProject().name(" "), null));
        assertEquals(Problem.CodeEnum.INVALID, problem.getCode());
        assertEquals("name", problem.getErrors().getFirst().getField());
    }

    @Test
    void a_key_that_was_never_issued_is_refused() {
        var stranger = new ProjectApi(Perigee.withKey(given("PERIGEE_URL"), "prg_test_" + "0".repeat(49)));
        assertEquals(Problem.CodeEnum.UNAUTHENTICATED, refusal(() -> stranger.projectList(null, null)).getCode());
    }

    @Test
    void a_token_that_is_none_is_refused() {
        var session = new ProjectApi(Perigee.withToken(given("PERIGEE_URL"), () -> "none"));
        assertEquals(Problem.CodeEnum.UNAUTHENTICATED, refusal(() -> session.projectList(null, null)).getCode());
    }

    @Test
    void a_key_does_what_its_scopes_say_and_no_more() {
        var accounts = new AccountApi(client);
        assertEquals(Problem.CodeEnum.SCOPE_MISSING, refusal(accounts::accountGet).getCode());
    }

    @Test
    void what_something_before_the_server_answers_is_no_problem_document() {
        assertTrue(Perigee.problem(new ApiException(502, "Bad gateway")).isEmpty());
    }

    @Test
    void a_key_creates_reads_changes_and_deletes() throws ApiException {
        var made = projects.projectCreate(new NewProject().name("From Java").notes("¿Qué tal?"), null);
        assertEquals(made, projects.projectGet(made.getId()));
        assertEquals("¿Qué tal?", made.getNotes());
        var changed = projects.projectUpdate(made.getId(), new ProjectChange().archived(true));
        assertTrue(changed.getArchived());
        assertEquals("From Java", changed.getName());
        projects.projectDelete(made.getId());
        assertEquals(Problem.CodeEnum.NOT_FOUND, refusal(() -> projects.projectGet(made.getId())).getCode());
    }

    @Test
    void the_same_request_twice_with_one_idempotency_key_has_one_effect() throws ApiException {
        String key = UUID.randomUUID().toString();
        var first = projects.projectCreate(new NewProject().name("Once"), key);
        var second = projects.projectCreateWithHttpInfo(new NewProject().name("Once"), key);
        assertEquals(first, second.getData());
        assertEquals(List.of("true"), second.getHeaders().get("idempotency-replayed"));
    }

    @Test
    void a_list_is_walked_page_by_page() throws ApiException {
        var made = new ArrayList<Project>();
        for (String name : List.of("First page", "Second page", "Third page")) {
            made.addFirst(projects.projectCreate(new NewProject().name(name), null));
        }
        var found = new ArrayList<Project>();
        ProjectPage page = projects.projectList(1, null);
        found.addAll(page.getItems());
        while (page.getNext() != null) {
            page = projects.projectList(1, page.getNext());
            assertEquals(1, page.getItems().size());
            found.addAll(page.getItems());
        }
        found.retainAll(made);
        assertEquals(made, found);
    }

    @Test
    void what_a_later_server_adds_is_no_error() {
        var problem = client.getObjectMapper()
                .readValue("{\"code\": \"new_since\", \"status\": 418, \"advice\": {\"a\": [1]}}", Problem.class);
        assertEquals(Problem.CodeEnum.UNKNOWN_DEFAULT_OPEN_API, problem.getCode());
        assertEquals(418, problem.getStatus());
    }
}
