package dev.perigee.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.SmtpStandIn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A mail leaves once, however long the mail server takes over it. */
class SlowMailTest {

    private static SmtpStandIn smtp = standIn();
    private static Perigee server = Perigee.shared();
    private static Perigee other = server;

    private final Person person = Person.newOn(server);

    private static SmtpStandIn standIn() {
        try {
            return new SmtpStandIn();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeAll
    static void startTwoNodes() {
        var settings = new ArrayList<>(
                List.of("perigee.mail.smtp-url=smtp://127.0.0.1:" + smtp.port(), "perigee.mail.lease=2s"));
        server = Perigee.alone(Perigee.roomy(settings.toArray(String[]::new)));
        settings.addAll(server.databaseSettings());
        other = Perigee.node(Perigee.roomy(settings.toArray(String[]::new)));
    }

    @AfterAll
    static void stop() throws IOException {
        other.close();
        server.close();
        smtp.close();
    }

    @AfterEach
    void confirmAll() {
        smtp.confirm();
    }

    private String column(String column) {
        return server.query("select " + column + " from mail where recipient = ?", person.email());
    }

    private void untilTaken() {
        Person.until(() -> smtp.takenFor(person.email()) > 0 ? true : null);
    }

    @Test
    @DisplayName("R-14: a mail over which the mail server ponders for longer than the lease leaves once")
    void a_mail_over_which_the_mail_server_ponders_leaves_once() {
        smtp.hold();
        person.signUp();
        untilTaken();
        String first = column("created_at + interval '6 seconds'");
        // Several leases later it is still ours.
        Person.until(() -> "t"
                        .equals(server.query(
                                "select next_attempt_at > ?::timestamptz from mail where recipient = ?",
                                first,
                                person.email()))
                ? true
                : null);
        smtp.confirm();
        Person.until(() -> "sent".equals(column("state")) ? true : null);
        assertThat(column("attempts")).isEqualTo("1");
        assertThat(smtp.takenFor(person.email())).isEqualTo(1);
    }
}
