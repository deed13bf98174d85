package dev.perigee.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Ports;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A mail that was promised leaves once, whatever happens on the way, and says only what it should. */
class OutboxTest {

    private static final int PORT = Ports.free();
    private static Perigee server = Perigee.shared();

    private GreenMail post = new GreenMail(new ServerSetup(PORT, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final String email = "m-" + UUID.randomUUID() + "@example.org";

    @BeforeAll
    static void start() {
        server = Perigee.alone(Perigee.roomy(
                "perigee.mail.smtp-url=smtp://127.0.0.1:" + PORT, "perigee.mail.from=Perigee <post@perigee.example>"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void closePost() {
        post.stop();
    }

    private void signUp(String name, String language) {
        var answer = Http.to(server)
                .with("Accept-Language", language)
                .post(
                        "/api/account",
                        "{\"name\": \"%s\", \"email\": \"%s\", \"password\": \"%s\"}"
                                .formatted(name, email, Person.PASSWORD));
        assertThat(answer.status()).isEqualTo(202);
    }

    private String column(String column) {
        return server.query(
                "select " + column + " from mail where recipient = ? order by created_at desc limit 1", email);
    }

    private void untilState(String state) {
        Person.until(() -> state.equals(column("state")) ? true : null);
    }

    /** Waits until an attempt has failed, then ends the wait for the next one. */
    private void untilAttempted() {
        Person.until(() -> "t".equals(column("last_error is not null")) ? true : null);
    }

    private void tryNow() {
        server.query("update mail set next_attempt_at = now() where recipient = ?", email);
    }

    private List<MimeMessage> received() {
        return Arrays.stream(post.getReceivedMessages())
                .filter(message -> {
                    try {
                        return email.equals(message.getAllRecipients()[0].toString());
                    } catch (MessagingException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    private static String part(Part part, String type) throws MessagingException, IOException {
        if (part.isMimeType(type)) {
            return part.getContent().toString();
        }
        if (part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                String found = part(parts.getBodyPart(i), type);
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
        return "";
    }

    @Test
    @DisplayName("R-14: while the mail server is away requests are answered, and the mail leaves once when it is back")
    void a_mail_waits_for_the_mail_server_and_leaves_once() {
        signUp("Ada", "en");
        untilAttempted();
        assertThat(column("state")).isEqualTo("waiting");
        assertThat(column("next_attempt_at > now()")).isEqualTo("t");
        assertThat(column("last_error")).doesNotContain(email, "\n", "\r");
        post.start();
        tryNow();
        untilState("sent");
        assertThat(received()).hasSize(1);
    }

    @Test
    @DisplayName("R-14: a mail whose link has ended is not sent")
    void a_mail_whose_link_has_ended_is_not_sent() {
        signUp("Ada", "en");
        untilAttempted();
        server.query("update mail set expires_at = now() - interval '1 second' where recipient = ?", email);
        post.start();
        tryNow();
        untilState("expired");
        assertThat(column("sealed is null")).isEqualTo("t");
        assertThat(received()).isEmpty();
    }

    @Test
    @DisplayName("R-06: a mail that a killed node was sending goes out again under the same id")
    void a_mail_of_a_killed_node_goes_out_again_under_the_same_id() throws MessagingException {
        signUp("Ada", "en");
        untilAttempted();
        String sealed = column("encode(sealed, 'hex')");
        post.start();
        tryNow();
        untilState("sent");
        // As if the node had been killed after the mail server took it, and its lease had run out.
        server.query(
                "update mail set state = 'waiting', sealed = decode(?, 'hex'), ended_at = null, next_attempt_at = now()"
                        + " where recipient = ?",
                sealed,
                email);
        untilState("sent");
        var twice = received();
        assertThat(twice).hasSize(2);
        assertThat(twice.get(0).getMessageID()).isEqualTo(twice.get(1).getMessageID());
        assertThat(twice.get(0).getMessageID()).isEqualTo("<" + column("id") + "@perigee>");
    }

    @Test
    @DisplayName("R-06: a mail that another node holds is left to it until its lease ends")
    void a_mail_that_another_node_holds_is_left_to_it() {
        signUp("Ada", "en");
        untilAttempted();
        server.query("update mail set next_attempt_at = now() + interval '1 hour' where recipient = ?", email);
        post.start();
        String other = "m-" + UUID.randomUUID() + "@example.org";
        Http.to(server)
                .post(
                        "/api/account",
                        "{\"name\": \"B\", \"email\": \"%s\", \"password\": \"%s\"}".formatted(other, Person.PASSWORD));
        Person.until(
                () -> "sent".equals(server.query("select state from mail where recipient = ?", other)) ? true : null);
        assertThat(column("state")).isEqualTo("waiting");
        assertThat(received()).isEmpty();
        tryNow();
        untilState("sent");
    }

    @Test
    @DisplayName("R-06: while a mail is under way, its own lease begins anew and no other")
    void the_lease_of_a_mail_under_way_begins_anew_and_no_other() {
        signUp("Ada", "en");
        untilAttempted();
        server.query("update mail set next_attempt_at = now() + interval '1 hour' where recipient = ?", email);
        var store = server.bean(MailStore.class);
        store.renew(UUID.randomUUID(), Duration.ZERO);
        assertThat(column("next_attempt_at > now() + interval '50 minutes'")).isEqualTo("t");
        store.renew(UUID.fromString(column("id")), Duration.ofHours(2));
        assertThat(column("next_attempt_at > now() + interval '110 minutes'")).isEqualTo("t");
    }

    @Test
    void a_sent_mail_is_wiped() {
        post.start();
        signUp("Ada", "en");
        untilState("sent");
        assertThat(column("sealed is null and ended_at is not null")).isEqualTo("t");
    }

    @Test
    void a_waiting_mail_can_be_read_by_the_server_only() {
        signUp("Grace Legible", "en");
        assertThat(column("encode(sealed, 'escape')")).doesNotContain("Legible", "token", "http", "Confirm");
        assertThat(server.query("select to_jsonb(m)::text from mail m where recipient = ?", email))
                .doesNotContain("Legible", "token=", "http");
    }

    @Test
    void a_mail_has_one_receiver_and_comes_as_text_and_as_html() throws MessagingException, IOException {
        post.start();
        signUp("Ada", "en");
        untilState("sent");
        var mail = received().getFirst();
        assertThat(mail.getAllRecipients()).hasSize(1);
        assertThat(mail.getRecipients(Message.RecipientType.TO)).hasSize(1);
        assertThat(mail.getFrom()[0]).hasToString("Perigee <post@perigee.example>");
        assertThat(mail.getSubject()).isEqualTo("Confirm your address");
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(mail.getSentDate()).isNotNull();
        assertThat(part(mail, "text/plain")).contains(server.url() + "/verify#token=");
        assertThat(part(mail, "text/html"))
                .contains(server.url() + "/verify#token=")
                .doesNotContain("<script", "<img", "src=\"http");
    }

    @Test
    void a_mail_is_in_the_language_that_was_asked_for() throws MessagingException, IOException {
        post.start();
        signUp("Ada", "es-MX, en;q=0.3");
        untilState("sent");
        var mail = received().getFirst();
        assertThat(mail.getSubject()).isNotEqualTo("Confirm your address").isNotBlank();
        assertThat(part(mail, "text/html")).contains("lang=\"es\"");
    }

    @Test
    @DisplayName("S-065 S-155: a name is text in a mail, never markup or a template")
    void a_name_is_never_markup_or_a_template() throws MessagingException, IOException {
        String name = "<img src=x onerror=alert(1)>{{7*7}}${7*7}[[${7*7}]][(7)]#{7}'{0}'";
        post.start();
        signUp(name, "en");
        untilState("sent");
        confirm(received().getFirst());
        signUp("Mallory", "en");
        Person.until(() -> received().size() == 2 ? true : null);
        var mail = received().getLast();
        assertThat(mail.getAllRecipients()).hasSize(1);
        assertThat(Collections.list(mail.getAllHeaderLines()))
                .noneMatch(line -> line.contains("onerror") || line.startsWith("Bcc"));
        assertThat(part(mail, "text/plain")).contains("Hello " + name + ",");
        assertThat(part(mail, "text/html"))
                .contains("Hello &lt;img src=x onerror=alert(1)&gt;{{7*7}}${7*7}[[${7*7}]][(7)]#{7}")
                .doesNotContain("<img", "[[49]]", "{{49}}");
    }

    private static void confirm(MimeMessage mail) throws MessagingException, IOException {
        String text = part(mail, "text/plain");
        int at = text.indexOf("#token=") + "#token=".length();
        var answer = Http.to(server)
                .post(
                        "/api/user/verify",
                        "{\"token\": \"%s\", \"password\": \"%s\"}"
                                .formatted(text.substring(at, at + 43), Person.PASSWORD));
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void where_mail_is_really_sent_there_is_no_mailbox() {
        for (String path : List.of("/dev/mail", "/dev/mail/messages", "/dev/mail/" + UUID.randomUUID())) {
            assertThat(Http.to(server).get(path).status()).as(path).isEqualTo(404);
        }
        assertThat(Http.to(server).delete("/dev/mail/messages").status()).isEqualTo(404);
    }
}
