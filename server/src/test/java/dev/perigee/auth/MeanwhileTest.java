package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        Person.until(() -> "0".equals(SERVER.query("""
                        select count(*) from pg_stat_activity
                         where datname = current_database() and wait_event_type = 'Lock' and query ~ 'app_user|registration'
                        """)) ? null : true);
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
    @ValueSource(strings = {"password_hash = 'another'", "disabled_at = now()"})
    void who_is_not_the_same_any_more_is_refused(String change) throws SQLException {
        var person = Person.signedIn(SERVER);
        var answer = around(person, change, person::signIn);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("invalid_credentials");
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
    void more_than_can_be_hashed_in_time_are_told_when_to_come_back() {
        int many = 100 * Runtime.getRuntime().availableProcessors();
        var answers = Together.ask(
                many,
                i -> Http.to(SERVER)
                        .post("/api/auth", Json.of("email", "o" + i + "@example.org", "password", Person.PASSWORD)));
        assertThat(answers).extracting(Answer::code).contains("invalid_credentials", "overloaded");
        assertThat(answers)
                .filteredOn(answer -> answer.code().equals("overloaded"))
                .allSatisfy(answer -> assertThat(answer.header("retry-after")).contains("1"));
    }
}
