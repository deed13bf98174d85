package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.PlaceFileStandIn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From where somebody signed in, as far as the operator's file of places tells. */
class PlaceOfSignInTest {

    @TempDir
    static Path folder;

    private static Perigee server = Perigee.shared();

    @BeforeAll
    static void start() throws IOException {
        Path file = PlaceFileStandIn.write(
                folder.resolve("places.mmdb"),
                "127.98.0.0/16",
                Map.of(
                        "city", Map.of("names", Map.of("en", "Madrid")),
                        "country", Map.of("names", Map.of("en", "Spain", "es", "España"))));
        server = Perigee.node(Perigee.roomy("perigee.places.file=" + file));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Answer mail(Person person, String part) {
        return Person.until(() -> {
            var mails = person.mails();
            return mails.body().contains(part) ? mails : null;
        });
    }

    @Test
    void a_network_that_nobody_knows_has_no_place() {
        var person = Person.signedIn(server);
        person.signIn(Http.to(server).from("127.97.7.6"));
        var newest = person.api().get("/api/auth/session").json().path("items").path(0);
        assertThat(newest.path("network").asString()).isEqualTo("127.97.7.0/24");
        assertThat(newest.path("place").isNull()).isTrue();
        assertThat(mail(person, "/notme#token=")
                        .json()
                        .path("items")
                        .path(0)
                        .path("text")
                        .asString())
                .contains("the network 127.97.7.0/24, at");
    }

    @Test
    void without_a_file_no_place_is_told() {
        var person = Person.signedIn(Perigee.shared());
        person.signIn(Http.to(Perigee.shared()).from("127.98.7.6"));
        var newest = person.api().get("/api/auth/session").json().path("items").path(0);
        assertThat(newest.path("network").asString()).isEqualTo("127.98.7.0/24");
        assertThat(newest.path("place").isNull()).isTrue();
    }

    @Test
    void a_session_tells_its_place_in_the_language_that_is_asked_for() {
        var person = Person.signedIn(server);
        person.signIn(Http.to(server).from("127.98.7.6"));
        assertThat(place(person, "en")).isEqualTo("Madrid, Spain");
        assertThat(place(person, "es")).isEqualTo("Madrid, España");
    }

    private static String place(Person person, String language) {
        var sessions = person.api().with("Accept-Language", language).get("/api/auth/session");
        return sessions.json().path("items").path(0).path("place").asString();
    }

    @Test
    void the_mail_about_a_sign_in_names_network_and_place() {
        var person = Person.signedIn(server);
        person.signIn(Http.to(server).from("127.98.7.6"));
        assertThat(mail(person, "/notme#token=")
                        .json()
                        .path("items")
                        .path(0)
                        .path("text")
                        .asString())
                .contains("127.98.7.0/24 (Madrid, Spain)")
                .doesNotContain("127.98.7.6");
    }

    @Test
    void the_mail_about_a_stopped_sign_in_names_network_and_place() {
        var person = Person.signedIn(server);
        var stranger = Http.to(server)
                .from("127.98.7.6")
                .with("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        assertThat(person.signIn(stranger).status()).isEqualTo(403);
        assertThat(mail(person, "/magic#token=")
                        .json()
                        .path("items")
                        .path(0)
                        .path("text")
                        .asString())
                .contains("127.98.7.0/24 (Madrid, Spain)");
    }
}
