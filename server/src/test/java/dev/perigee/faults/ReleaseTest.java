package dev.perigee.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Command;
import dev.perigee.testing.Http;
import dev.perigee.testing.Jwt;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What {@code bin/build} makes, started as an operator does. */
class ReleaseTest {

    private static final Path RELEASE = Path.of("target", "perigee").toAbsolutePath();

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the release is started by a shell script")
    void a_release_starts_with_its_cache_and_serves_in_production() {
        assertThat(RELEASE.resolve("start")).as("made by bin/build").exists();
        var log = Path.of("target", "faults", "release.log").toAbsolutePath();
        var start = List.of(RELEASE.resolve("start").toString());
        try (var node = new Node("the release", log, environment(), start)) {
            node.awaitReady();
            var client = Http.to(node.port()).with("Host", "localhost");
            assertThat(client.get("/api/auth").field("authenticated")).isEqualTo("false");
            assertThat(client.get("/dev/mail").status()).isEqualTo(404);
            node.stop();
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the release brings a shell script")
    void an_operator_takes_away_a_second_factor_that_was_lost() {
        var person = Person.enrolled(Perigee.shared());
        assertThat(reset("nobody@example.org").status()).isEqualTo(1);
        assertThat(person.signIn().field("otp_required")).isEqualTo("true");

        var said = reset(person.email());
        assertThat(said.status()).as(said.output()).isZero();
        assertThat(said.output()).contains("The second factor of " + person.email() + " is removed, passkeys included");
        assertThat(person.api().get("/api/user/2fa").status()).isEqualTo(401);
        assertThat(person.signIn().field("token")).isNotEmpty();
        assertThat(Perigee.shared()
                        .query(
                                "select count(*) from mail where recipient = ? and kind = 'second_factor_reset'",
                                person.email()))
                .isEqualTo("1");

        assertThat(Perigee.shared().query("""
                        select concat(a.action, ' ', a.actor) from audit a join app_user u on u.id = a.subject
                         where u.email = ? order by a.number desc limit 1""", person.email())).isEqualTo("user.second_factor_reset ");

        var again = reset(person.email());
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.output()).contains("Nothing was changed");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the release brings a shell script")
    void an_operator_makes_somebody_who_runs_the_product() {
        var owner = Person.signedIn(Perigee.shared());
        var taken = perigee("create-master", owner.email());
        assertThat(taken.status()).as(taken.output()).isEqualTo(1);

        var master = Person.newOn(Perigee.shared());
        var said = perigee("create-master", master.email());
        assertThat(said.status()).as(said.output()).isZero();
        assertThat(Perigee.shared()
                        .query("select count(*) from mail where recipient = ? and kind = 'reset'", master.email()))
                .isEqualTo("1");
        assertThat(Perigee.shared().query("""
                        select concat(count(o.user_id), count(m.user_id)) from app_user u
                          left join operator o on o.user_id = u.id left join membership m on m.user_id = u.id
                         where u.email = ?""", master.email())).isEqualTo("10");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the release brings a shell script")
    void an_operator_verifies_the_audit_trails() {
        var owner = Person.signedIn(Perigee.shared());
        String account = Jwt.of(owner.token()).claims().path("acc").asString();
        var said = perigee("verify-audit");
        assertThat(said.output()).contains("Audit trails that are whole: ").doesNotContain(account);

        Perigee.shared().query("update audit set action = 'account.eaten' where account_id = ?::uuid", account);
        said = perigee("verify-audit");
        assertThat(said.status()).as(said.output()).isEqualTo(1);
        assertThat(said.output()).contains("account " + account + ": row 1 was altered");
        Perigee.shared().query("update audit set action = 'account.opened' where account_id = ?::uuid", account);
    }

    private static Command reset(String address) {
        return perigee("reset-second-factor", address);
    }

    private static Command perigee(String... words) {
        var environment = environment();
        Perigee.secretSettings().forEach(setting -> set(environment, setting));
        return Command.run(RELEASE.resolve("perigee"), environment, words);
    }

    /** With AOTMode=on the JVM starts with the cache or not at all. */
    private static Map<String, String> environment() {
        var environment = new HashMap<String, String>();
        for (String setting : Perigee.production()) {
            set(environment, setting);
        }
        Perigee.shared().databaseSettings().forEach(setting -> set(environment, setting));
        environment.put(
                "PERIGEE_DATA",
                RELEASE.resolveSibling("faults").resolve("release").toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("JAVA_OPTS", "-XX:AOTMode=on");
        environment.put("CLIENT_URL", "http://localhost");
        environment.put("SMTP_URL", "smtp://127.0.0.1:9");
        return environment;
    }

    /** The name by which Spring finds a property in the environment. */
    private static void set(Map<String, String> environment, String setting) {
        int equals = setting.indexOf('=');
        String name = setting.substring(0, equals).replace('.', '_').replace("-", "");
        environment.put(name.toUpperCase(Locale.ROOT), setting.substring(equals + 1));
    }
}
