package dev.perigee.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others do to the person or to the address while an address is being changed. */
class EmailMeanwhileTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final String SIGN_UP = """
            insert into app_user (id, email, name, password_hash, locale) values (gen_random_uuid(), ?, '', '', 'en')""";

    private final Person person = Person.signedIn(SERVER);
    private final Person next = Person.newOn(SERVER);

    private Answer ask() {
        return person.api().post("/api/user/email", Json.of("email", next.email(), "password", Person.PASSWORD));
    }

    private static String link(Person person, Person next) {
        return next.tokenBy(
                () -> person.api().post("/api/user/email", Json.of("email", next.email(), "password", Person.PASSWORD)),
                "/email");
    }

    private static Answer confirm(Person person, String token) {
        return person.api().post("/api/user/email/confirm", Json.of("token", token));
    }

    private static void run(Connection connection, String sql, Person about) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, about.email());
            statement.execute();
        }
    }

    /** The answer to a request that had to wait for what somebody else was just doing, and went on after it. */
    private static Answer during(List<String> doing, Person about, Supplier<Answer> request) throws SQLException {
        try (var connection = SERVER.database("postgres")) {
            connection.setAutoCommit(false);
            run(connection, doing.getFirst(), about);
            var answer = CompletableFuture.supplyAsync(request);
            Person.until(() -> "0".equals(SERVER.query("""
                            select count(*) from pg_stat_activity
                             where datname = current_database() and wait_event_type = 'Lock' and query ~ 'app_user'
                            """)) ? null : true);
            for (String then : doing.subList(1, doing.size())) {
                run(connection, then, about);
            }
            connection.commit();
            return answer.join();
        }
    }

    private static void assertSpent(Answer answer) {
        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.code()).isEqualTo("link_spent");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"password_hash = 'another'", "disabled_at = now()"})
    void who_is_not_the_same_any_more_gets_no_link(String change) throws SQLException {
        var answer = during(
                List.of(
                        "select 1 from app_user where email = ? for update",
                        "update app_user set " + change + " where email = ?"),
                person,
                this::ask);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("invalid_credentials");
        assertThat(SERVER.query("select count(*) from mail where recipient = ?", next.email()))
                .isEqualTo("0");
    }

    @Test
    void who_confirms_the_address_of_a_sign_up_meanwhile_is_not_erased() throws SQLException {
        next.signUp();
        String token = link(person, next);
        var confirming = List.of("update app_user set verified_at = now() where email = ?");
        assertSpent(during(confirming, next, () -> confirm(person, token)));
        assertThat(next.signIn().status()).isEqualTo(200);
    }

    @Test
    void a_sign_up_at_the_very_moment_has_the_address() throws SQLException {
        String token = link(person, next);
        assertSpent(during(List.of(SIGN_UP), next, () -> confirm(person, token)));
        assertThat(person.api().get("/api/user").field("email")).isEqualTo(person.email());
    }

    @Test
    void a_sign_up_at_the_very_moment_does_not_keep_a_change_from_being_taken_back() throws SQLException {
        String token = link(person, next);
        String undo = person.tokenBy(() -> confirm(person, token), "/notme");
        var undone = during(
                List.of(SIGN_UP), person, () -> Http.to(SERVER).post("/api/auth/disown", Json.of("token", undo)));
        assertThat(undone.status()).isEqualTo(200);
        var chosen = Json.of("token", undone.field("reset_token"), "password", "five quiet windmills 3");
        assertThat(Http.to(SERVER)
                        .from(Perigee.freshAddress())
                        .post("/api/user/password/reset", chosen)
                        .status())
                .isEqualTo(204);
        assertThat(person.signIn("five quiet windmills 3").status()).isEqualTo(200);
    }

    @Test
    void of_two_people_who_change_to_one_address_at_once_one_gets_it() {
        for (int round = 0; round < 10; round++) {
            var people = List.of(Person.signedIn(SERVER), Person.signedIn(SERVER));
            var one = Person.newOn(SERVER);
            var links = people.stream().map(each -> link(each, one)).toList();
            var answers = Together.ask(2, number -> confirm(people.get(number), links.get(number)));
            assertThat(Together.statuses(answers)).containsExactly(204, 410);
        }
    }

    @Test
    void two_people_who_ask_for_each_others_addresses_at_once_do_not_wait_for_each_other() {
        var other = Person.signedIn(SERVER);
        for (int round = 0; round < 10; round++) {
            var answers = Together.ask(4, number -> {
                var one = number % 2 == 0 ? person : other;
                String to = number % 2 == 0 ? other.email() : person.email();
                return one.api().post("/api/user/email", Json.of("email", to, "password", Person.PASSWORD));
            });
            assertThat(Together.statuses(answers)).containsOnly(202);
        }
    }
}
