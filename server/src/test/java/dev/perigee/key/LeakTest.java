package dev.perigee.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Command;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.KeyText;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a key that lies where it does not belong. */
class LeakTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final Population PEOPLE = Population.of(SERVER);

    private final Member owner = PEOPLE.member(PEOPLE.account(), "owner");

    private Answer issue() {
        return owner.api().post("/api/key", Json.of("name", "Deployments", "scopes", List.of("project.read")));
    }

    private static Answer report(String text) {
        return Http.to(SERVER).from(Perigee.freshAddress()).post("/api/key/leak", Json.of("key", text));
    }

    private static int use(String key) {
        return Http.to(SERVER).bearer(key).get("/api/project").status();
    }

    @Test
    void a_reported_key_is_refused_everywhere_and_its_owners_are_told() {
        var issued = issue();
        String key = issued.field("key");
        try (var node = Perigee.node(Perigee.roomy())) {
            var there = Http.to(node).bearer(key);
            assertThat(there.get("/api/project").status()).isEqualTo(200);
            assertThat(report(key).status()).isEqualTo(202);
            assertThat(use(key)).isEqualTo(401);
            Person.until(() -> there.get("/api/project").status() == 401 ? true : null);
        }
        var mail = owner.person().waitForMail(1).json().path("items").get(0);
        assertThat(mail.path("subject").asString()).contains("found in a wrong place");
        assertThat(owner.api().get("/api/key/" + issued.field("id")).field("state"))
                .isEqualTo("quarantined");
        assertThat(report(key).status()).isEqualTo(202);
        assertThat(owner.person().mails().json().path("items")).hasSize(1);
    }

    @Test
    void a_rotation_ends_the_quarantine_and_the_reported_text_is_never_taken_again() {
        var issued = issue();
        report(issued.field("key"));
        var rotated = owner.api().post("/api/key/" + issued.field("id") + "/rotate", Json.of("overlap_hours", 24));
        assertThat(use(rotated.field("key"))).isEqualTo(200);
        assertThat(use(issued.field("key"))).isEqualTo(401);
    }

    @Test
    void the_earlier_text_of_a_rotated_key_can_be_reported_as_well() {
        var issued = issue();
        var rotated = owner.api().post("/api/key/" + issued.field("id") + "/rotate", Json.of("overlap_hours", 24));
        report(issued.field("key"));
        assertThat(use(issued.field("key"))).isEqualTo(401);
        assertThat(use(rotated.field("key"))).isEqualTo(401);
    }

    @Test
    void a_stranger_learns_nothing_by_reporting() {
        var known = report(issue().field("key"));
        for (String text : List.of(KeyText.next(), KeyText.broken(KeyText.next()), "prg_test_", "anything")) {
            var answer = report(text);
            assertThat(answer.status()).isEqualTo(known.status());
            assertThat(answer.body()).isEqualTo(known.body());
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "bin/perigee is a shell script")
    void a_scan_finds_every_key_and_nothing_else(@TempDir Path folder) throws IOException {
        String one = KeyText.next();
        String two = KeyText.whole("prg_live_" + KeyText.next().substring(9, 52));
        Files.createDirectories(folder.resolve("deep/er"));
        Files.writeString(folder.resolve("deep/er/.env"), "A=1\nKEY=" + one + "\n");
        Files.writeString(folder.resolve("app.js"), "fetch(x, {a: 'Basic " + two + "'}) // " + KeyText.broken(one));
        Files.writeString(folder.resolve("near.txt"), "x" + one + " " + one + "0 " + one.substring(1));
        var bytes = ("\0\1\2" + one + "\377").getBytes(StandardCharsets.ISO_8859_1);
        Files.write(folder.resolve("binary"), bytes);
        var said = Command.perigee(Map.of(), "scan-leaks", folder.toString());
        assertThat(said.status()).as(said.output()).isEqualTo(1);
        assertThat(said.output())
                .contains(".env:2: prg_test_…" + one.substring(54))
                .contains("app.js:1: prg_live_…" + two.substring(54))
                .contains("binary:1: ")
                .contains("Keys found: 3")
                .doesNotContain(one);
        Files.delete(folder.resolve("deep/er/.env"));
        Files.delete(folder.resolve("app.js"));
        Files.delete(folder.resolve("binary"));
        assertThat(Command.perigee(Map.of(), "scan-leaks", folder.toString()).status())
                .isZero();
        assertThat(Command.perigee(
                                Map.of(), "scan-leaks", folder.resolve("none").toString())
                        .status())
                .isEqualTo(2);
    }
}
