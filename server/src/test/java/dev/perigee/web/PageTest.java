package dev.perigee.web;

import static dev.perigee.web.Problems.assertProblem;
import static dev.perigee.web.Problems.fields;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A list is walked page by page: every row once, none of anybody else. */
class PageTest {

    private static final Http READER = Person.signedIn(Perigee.shared()).api();

    @ParameterizedTest(name = "a limit of {0} is refused")
    @ValueSource(strings = {"0", "101", "abc", "-1", "", "1.5", "1e1", "999999999999", "+5", "%20", "%D9%A3"})
    void a_limit_that_is_no_number_from_1_to_100_is_refused(String limit) {
        var answer = READER.get("/api/project?limit=" + limit);
        assertProblem(answer, 422);
        assertThat(fields(answer)).containsExactly("limit");
    }

    @ParameterizedTest(name = "S-151: a cursor of {0} is refused")
    @ValueSource(
            strings = {
                "x",
                "",
                "null",
                "00000000-0000-0000-0000-000000000000",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "'%20or%201=1--",
                "name;--",
                "AAAAAAAAAAAAAAAAAAAA+/"
            })
    void a_cursor_that_we_did_not_make_is_refused(String cursor) {
        var answer = READER.get("/api/project?cursor=" + cursor);
        assertProblem(answer, 422);
        assertThat(answer.code()).isEqualTo("invalid_cursor");
    }

    @Test
    @DisplayName("S-115: the cursor of another account shows nothing of it")
    void the_cursor_of_another_account_shows_only_own_rows() {
        var other = Person.signedIn(Perigee.shared()).api();
        names(other, 3);
        var mine = Person.signedIn(Perigee.shared()).api();
        names(mine, 2);
        String foreign = other.get("/api/project?limit=1").field("next");
        assertThat(mine.get("/api/project?limit=100&cursor=" + foreign).json().path("items"))
                .allSatisfy(
                        project -> assertThat(project.path("name").asString()).startsWith("mine"));
        assertThat(other.get("/api/project?limit=100&cursor=" + foreign)
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(2);
    }

    private static List<String> names(Http api, int count) {
        var ids = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            ids.add(api.post("/api/project", "{\"name\": \"mine %d\"}".formatted(i))
                    .field("id"));
        }
        return ids;
    }

    @Test
    void an_empty_list_is_one_page() {
        var answer = Person.signedIn(Perigee.shared()).api().get("/api/project");
        assertThat(answer.body()).isEqualTo("{\"items\":[],\"next\":null}");
    }

    @ParameterizedTest(name = "pages of {0}")
    @ValueSource(ints = {1, 3, 4, 7, 12, 100})
    void every_row_is_on_one_page_newest_first(int limit) {
        var api = Person.signedIn(Perigee.shared()).api();
        var expected = names(api, 12);
        Collections.reverse(expected);
        var seen = new ArrayList<String>();
        String next = "";
        do {
            var page = api.get("/api/project?limit=" + limit + (next.isEmpty() ? "" : "&cursor=" + next));
            assertThat(page.json().path("items").size()).isBetween(1, limit);
            ids(page).forEach(seen::add);
            next = page.field("next");
        } while (!next.isEmpty() && seen.size() <= expected.size());
        assertThat(seen).isEqualTo(expected);
    }

    private static List<String> ids(Answer page) {
        return page.json()
                .path("items")
                .valueStream()
                .map(project -> project.path("id").asString())
                .toList();
    }

    @Test
    void a_row_that_comes_while_somebody_reads_moves_no_page() {
        var api = Person.signedIn(Perigee.shared()).api();
        var made = names(api, 4);
        var first = api.get("/api/project?limit=2");
        names(api, 2);
        var second = api.get("/api/project?limit=2&cursor=" + first.field("next"));
        assertThat(ids(second)).containsExactly(made.get(1), made.get(0));
        assertThat(second.field("next")).isEmpty();
    }

    @Test
    void a_page_holds_twenty_rows_unless_asked_otherwise() {
        var api = Person.signedIn(Perigee.shared()).api();
        names(api, 21);
        var page = api.get("/api/project");
        assertThat(ids(page)).hasSize(20);
        assertThat(page.field("next")).isNotEmpty();
    }
}
