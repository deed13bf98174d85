package dev.perigee.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The mailbox of a development machine: scripts rely on its form, production does not have it. */
class MailboxTest {

    private final Perigee server = Perigee.shared();

    @Test
    void production_has_no_mailbox_and_no_previews_and_keeps_its_mails() {
        try (var production = Perigee.alone(Perigee.production())) {
            var client = Http.to(production);
            for (String path : List.of(
                    "/dev/mail",
                    "/dev/mail/",
                    "/dev/mail/messages",
                    "/dev/mail/" + UUID.randomUUID(),
                    "/dev/mail/preview",
                    "/dev/mail/preview/verify/en")) {
                assertThat(client.get(path).status()).as(path).isEqualTo(404);
            }
            assertThat(client.delete("/dev/mail/messages").status()).isEqualTo(404);
            assertThat(client.get("/").body()).doesNotContain("/dev/mail");
            var person = Person.newOn(production);
            assertThat(person.signUp().status()).isEqualTo(202);
            assertThat(production.query("select state from mail where recipient = ?", person.email()))
                    .isEqualTo("waiting");
        }
    }

    @Test
    void nobody_else_s_mail_is_shown_when_one_receiver_is_asked_for() {
        var person = Person.signedIn(server);
        Person.signedIn(server);
        var items = person.waitForMail(1).json().path("items");
        assertThat(items).hasSize(1);
        assertThat(items.path(0).path("to").asString()).isEqualTo(person.email());
        assertThat(Http.to(server)
                        .get("/dev/mail/messages?to=nobody@example.org")
                        .body())
                .isEqualTo("{\"items\":[]}");
    }

    @Test
    @DisplayName("a mail has exactly the promised fields")
    void a_mail_has_exactly_the_promised_fields() {
        var person = Person.newOn(server);
        person.signUp();
        var answer = person.waitForMail(1);
        assertThat(answer.json().propertyNames()).containsExactly("items");
        var mail = answer.json().path("items").path(0);
        assertThat(mail.propertyNames())
                .containsExactly("id", "to", "from", "subject", "text", "html", "links", "sent_at");
        assertThat(mail.path("to").isString()).isTrue();
        assertThat(mail.path("from").asString()).isEqualTo("Perigee <no-reply@localhost>");
        assertThat(mail.path("subject").asString()).isEqualTo("Confirm your address");
        assertThat(Instant.parse(mail.path("sent_at").asString())).isNotNull();
        String link = mail.path("links").path(0).asString();
        assertThat(link).matches(server.url() + "/verify#token=[A-Za-z0-9_-]{43}");
        assertThat(mail.path("text").asString()).contains(link);
        assertThat(mail.path("html").asString()).contains(link);
    }

    @Test
    void the_newest_mail_comes_first() {
        var person = Person.signedIn(server);
        person.signUp();
        Answer mails = person.waitForMail(2);
        assertThat(mails.json()
                        .path("items")
                        .valueStream()
                        .map(mail -> mail.path("subject").asString()))
                .containsExactly("You already have an account", "Confirm your address");
    }

    @Test
    void the_receiver_is_found_in_any_spelling() {
        var person = Person.newOn(server);
        person.signUp();
        person.waitForMail(1);
        var answer =
                Http.to(server).get("/dev/mail/messages?to=%20" + person.email().toUpperCase(Locale.ROOT) + "%20");
        assertThat(answer.json().path("items")).hasSize(1);
    }

    @Test
    void the_page_shows_a_mail_and_its_text_only_as_text() {
        var person = Person.newOn(server);
        person.signUp();
        String id =
                person.waitForMail(1).json().path("items").path(0).path("id").asString();
        assertThat(Http.to(server).get("/dev/mail?to=" + person.email()).body()).contains(id, person.email());
        assertThat(Http.to(server).get("/dev/mail/" + id).status()).isEqualTo(200);
        assertThat(Http.to(server).get("/dev/mail?to=%3Cscript%3E").body()).doesNotContain("<script>");
        assertThat(Http.to(server).get("/dev/mail/" + UUID.randomUUID()).status())
                .isEqualTo(404);
        assertThat(Http.to(server).get("/dev/mail/x").status()).isEqualTo(404);
    }

    @Test
    void an_emptied_mailbox_is_empty_and_takes_new_mail() {
        try (var alone = Perigee.alone(Perigee.roomy())) {
            Person.newOn(alone).signUp();
            Person.until(() -> all(alone) == 1 ? true : null);
            var answer = Http.to(alone).delete("/dev/mail/messages");
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.body()).isEmpty();
            assertThat(all(alone)).isZero();
            Person.newOn(alone).signUp();
            Person.until(() -> all(alone) == 1 ? true : null);
        }
    }

    private static int all(Perigee server) {
        return Http.to(server).get("/dev/mail/messages").json().path("items").size();
    }
}
