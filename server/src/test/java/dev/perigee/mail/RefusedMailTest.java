package dev.perigee.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.SmtpStandIn;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What becomes of a mail that the mail server does not take, or takes while the database is away. */
class RefusedMailTest {

    private static SmtpStandIn smtp = standIn();
    private static Perigee server = Perigee.shared();

    private final Person person = Person.newOn(server);

    private static SmtpStandIn standIn() {
        try {
            return new SmtpStandIn();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeAll
    static void start() {
        server = Perigee.alone(Perigee.roomy("perigee.mail.smtp-url=smtp://127.0.0.1:" + smtp.port()));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        smtp.close();
    }

    private String state(Person of) {
        return server.query("select state from mail where recipient = ?", of.email());
    }

    @Test
    @DisplayName("R-14: a receiver that does not exist is given up, and stands in nobody's way")
    void a_receiver_that_does_not_exist_is_given_up_and_blocks_nobody() {
        smtp.refuse(person.email(), "550 5.1.1 No such user");
        person.signUp();
        var other = Person.newOn(server);
        other.signUp();
        Person.until(() -> "dead".equals(state(person)) ? true : null);
        Person.until(() -> "sent".equals(state(other)) ? true : null);
        assertThat(smtp.takenFor(person.email())).isZero();
        assertThat(smtp.takenFor(other.email())).isEqualTo(1);
        assertThat(server.query("select sealed is null from mail where recipient = ?", person.email()))
                .isEqualTo("t");
        assertThat(server.query("select last_error from mail where recipient = ?", person.email()))
                .contains("No such user")
                .doesNotContain(person.email(), "\n", "\r");
    }

    @Test
    @DisplayName("R-14: a receiver that is refused for now gets the mail later, once")
    void a_receiver_that_is_refused_for_now_gets_the_mail_later() {
        smtp.refuse(person.email(), "451 4.7.1 Greylisted, come back later");
        person.signUp();
        Person.until(() -> server.query("select last_error is not null from mail where recipient = ?", person.email())
                        .equals("t")
                ? true
                : null);
        assertThat(state(person)).isEqualTo("waiting");
        smtp.acceptAgain(person.email());
        server.query("update mail set next_attempt_at = now() where recipient = ?", person.email());
        Person.until(() -> "sent".equals(state(person)) ? true : null);
        assertThat(smtp.takenFor(person.email())).isEqualTo(1);
    }

    @Test
    void a_mail_whose_text_cannot_be_opened_stands_in_nobodys_way() {
        smtp.refuse(person.email(), "451 later");
        person.signUp();
        Person.until(() -> server.query("select last_error is not null from mail where recipient = ?", person.email())
                        .equals("t")
                ? true
                : null);
        server.query(
                "update mail set sealed = '\\x036465760000', next_attempt_at = now() where recipient = ?",
                person.email());
        var other = Person.newOn(server);
        other.signUp();
        Person.until(() -> "sent".equals(state(other)) ? true : null);
        assertThat(state(person)).isEqualTo("waiting");
    }

    @Test
    @DisplayName("R-07: a mail that left while the database was away is noted as sent, and does not leave again")
    void a_mail_that_left_while_the_database_was_away_does_not_leave_again() throws SQLException {
        smtp.hold();
        person.signUp();
        Person.until(() -> smtp.takenFor(person.email()) > 0 ? true : null);
        try (var connection = server.database("postgres");
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table mail in access exclusive mode");
            smtp.confirm();
            String blocked = Person.until(() -> noteThatWaits("0"));
            server.query("select pg_terminate_backend(?::int)", blocked);
            Person.until(() -> noteThatWaits(blocked));
            connection.rollback();
        }
        Person.until(() -> "sent".equals(state(person)) ? true : null);
        assertThat(smtp.takenFor(person.email())).isEqualTo(1);
    }

    /** The process that waits to note what became of a mail, other than this one; null for none. */
    private static @Nullable String noteThatWaits(String otherThan) {
        String pid = server.query("""
                select pid from pg_stat_activity
                 where datname = current_database() and wait_event_type = 'Lock'
                   and query like 'update mail set state%' and pid <> ?::int""", otherThan);
        return pid.isEmpty() ? null : pid;
    }
}
