package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Jwt;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** A hash takes a while, and so does a transaction. What happens to the person, or to the server, meanwhile counts. */
class MeanwhileTest {

    private static final Perigee SERVER = Perigee.shared();

    private static void run(Connection connection, String sql, Person person) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, person.email());
            statement.execute();
        }
    }

    private static void untilSomebodyWaitsForTheRow() {
        untilWaiting(1);
    }

    private static void untilWaiting(int number) {
        Person.until(() -> Integer.parseInt(SERVER.query("""
                        select count(*) from pg_stat_activity
                         where datname = current_database() and wait_event_type = 'Lock'
                           and query ~ 'app_user|registration|session'
                        """)) < number ? null : true);
    }

    private static String lastResult(Person person) {
        return SERVER.query("""
                select result from login where user_id = (select id from app_user where email = ?)
                 order by id desc limit 1""", person.email());
    }

    /** The answer to a request that was on its way before this change and went on after it. */
    private static Answer around(Person person, String change, Supplier<Answer> request) throws SQLException {
        try (var connection = SERVER.database("postgres")) {
            connection.setAutoCommit(false);
            run(connection, "select 1 from app_user where email = ? for update", person);
            var answer = CompletableFuture.supplyAsync(request);
            untilSomebodyWaitsForTheRow();
            run(connection, "update app_user set " + change + " where email = ?", person);
            connection.commit();
            return answer.join();
        }
    }

    @ParameterizedTest(name = "S-039: {0} meanwhile")
    @CsvSource({"password_hash = 'another', wrong_password", "disabled_at = now(), disabled"})
    void who_is_not_the_same_any_more_is_refused_and_noted(String change, String result) throws SQLException {
        var person = Person.signedIn(SERVER);
        var answer = around(person, change, person::signIn);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("invalid_credentials");
        assertThat(lastResult(person)).isEqualTo(result);
    }

    @Test
    @DisplayName("S-013: a password that is changed meanwhile is not overwritten by a better hash of the old one")
    void a_better_hash_does_not_undo_a_change_of_password() throws SQLException {
        var person = Person.signedIn(SERVER);
        String old = new BCryptPasswordEncoder(4).encode(Person.PASSWORD);
        SERVER.query("update app_user set password_hash = ? where email = ?", old, person.email());
        assertThat(around(person, "password_hash = 'another'", person::signIn).status())
                .isEqualTo(401);
        assertThat(SERVER.query("select password_hash from app_user where email = ?", person.email()))
                .isEqualTo("another");
    }

    @Test
    @DisplayName("S-020: who knows the password of a sign-up does not get in once somebody has confirmed the address")
    void a_limited_sign_in_does_not_become_a_full_one() throws SQLException {
        var person = Person.newOn(SERVER);
        person.signUp();
        assertThat(around(person, "verified_at = now()", person::signIn).status())
                .isEqualTo(401);
    }

    @Test
    @DisplayName("S-020: a sign-up for an address that is confirmed at that moment leaves its password as it is")
    void a_sign_up_does_not_change_the_password_of_somebody_who_confirms_meanwhile() throws SQLException {
        var person = Person.newOn(SERVER);
        person.signUp();
        String password = "an attacker's own otters 42";
        String form = Json.of("name", "Mallory", "email", person.email(), "password", password);
        around(person, "verified_at = now()", () -> Http.to(SERVER).post("/api/account", form));
        assertThat(person.signIn(password).status()).isEqualTo(401);
        assertThat(person.signIn().status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-022: the link of a sign-up that was on its way while the address was confirmed changes nothing")
    void a_link_that_is_left_over_changes_nothing() {
        var person = Person.newOn(SERVER);
        person.signUp();
        String token = person.mailedToken();
        SERVER.query("update app_user set verified_at = now(), name = 'Ada' where email = ?", person.email());
        var answer = Http.to(SERVER).post("/api/user/verify", Json.of("token", token, "password", Person.PASSWORD));
        assertThat(answer.status()).isEqualTo(410);
        assertThat(SERVER.query("select name from app_user where email = ?", person.email()))
                .isEqualTo("Ada");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"/api/auth/magic, magic", "/api/user/password/reset/request, reset"})
    void a_link_that_is_asked_for_while_the_address_changes_is_not_mailed_to_the_old_one(String path, String kind)
            throws SQLException {
        var person = Person.signedIn(SERVER);
        String tokens = "select count(*) from mailed_token where purpose = ? and user_id = cast(? as uuid)";
        String id = SERVER.query("select id from app_user where email = ?", person.email());
        var answer = around(person, "email = 'new-' || email", () -> ask(path, person));
        assertThat(answer.status()).isEqualTo(202);
        assertThat(SERVER.query(tokens, kind, id)).isEqualTo("0");
        assertThat(SERVER.query("select count(*) from mail where recipient = ? and kind = ?", person.email(), kind))
                .isEqualTo("0");
    }

    @ParameterizedTest(name = "S-057: {0}")
    @CsvSource({"/api/auth/magic, magic", "/api/user/password/reset/request, reset"})
    void of_two_links_that_are_asked_for_at_once_one_is_good(String path, String kind) throws Exception {
        var person = Person.signedIn(SERVER);
        try (var connection = SERVER.database("postgres")) {
            connection.setAutoCommit(false);
            run(connection, "select 1 from app_user where email = ? for update", person);
            var asked = List.of(
                    CompletableFuture.supplyAsync(() -> ask(path, person), Thread::startVirtualThread),
                    CompletableFuture.supplyAsync(() -> ask(path, person), Thread::startVirtualThread));
            untilWaiting(2);
            connection.commit();
            assertThat(asked).allMatch(answer -> answer.join().status() == 202);
        }
        assertThat(SERVER.query("""
                select count(*) from mailed_token
                 where purpose = ? and user_id = (select id from app_user where email = ?)""", kind, person.email())).isEqualTo("1");
    }

    private static Answer ask(String path, Person person) {
        return Http.to(SERVER).from(Perigee.freshAddress()).post(path, Json.of("email", person.email()));
    }

    @Test
    void the_end_of_a_session_and_the_use_of_its_refresh_token_do_not_wait_for_each_other() throws Exception {
        var person = Person.signedIn(SERVER);
        var session = person.signIn();
        String id = Jwt.of(session.field("token")).claims().path("sid").asString();
        String token = Json.of("refresh_token", session.field("refresh_token"));
        try (var connection = SERVER.database("postgres")) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("select 1 from session where id = '" + id + "' for update");
            var ended = CompletableFuture.supplyAsync(
                    () -> person.api().delete("/api/auth/session/" + id), Thread::startVirtualThread);
            untilWaiting(1);
            var refreshed = CompletableFuture.supplyAsync(
                    () -> Http.to(SERVER).post("/api/auth/refresh", token), Thread::startVirtualThread);
            untilWaiting(2);
            connection.commit();
            assertThat(ended.join().status()).isEqualTo(204);
            assertThat(refreshed.join().status()).isEqualTo(401);
        }
    }

    @Test
    @DisplayName("S-017")
    void more_than_can_be_hashed_in_time_are_told_when_to_come_back_and_the_server_goes_on_saying_that_it_is_well() {
        var storm = CompletableFuture.supplyAsync(MeanwhileTest::signInsByTheHundred);
        int healthy = 0;
        while (!storm.isDone()) {
            for (String path : List.of("/health/live", "/health/ready")) {
                assertThat(Http.to(SERVER).get(path).status()).as(path).isEqualTo(200);
            }
            healthy += storm.isDone() ? 0 : 1;
        }
        assertThat(healthy).as("answers while it was busy").isPositive();
        var answers = storm.join();
        assertThat(answers).extracting(Answer::code).contains("invalid_credentials", "overloaded");
        assertThat(answers)
                .filteredOn(answer -> answer.code().equals("overloaded"))
                .allSatisfy(answer -> assertThat(answer.header("retry-after")).contains("1"));
    }

    private static List<Answer> signInsByTheHundred() {
        return Together.ask(
                100 * Runtime.getRuntime().availableProcessors(),
                i -> Http.to(SERVER)
                        .post("/api/auth", Json.of("email", "o" + i + "@example.org", "password", Person.PASSWORD)));
    }
}
