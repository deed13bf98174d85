package dev.perigee.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;

/** What happens by the clock and without a request: old rows go, however many have gathered, and no others. */
class HousekeepingTest {

    private static final int GATHERED = 1_100;

    private static Perigee server = Perigee.shared();

    @BeforeAll
    static void start() {
        server = Perigee.alone(Perigee.roomy());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void runAll() {
        server.bean(ScheduledAnnotationBeanPostProcessor.class)
                .getScheduledTasks()
                .forEach(task -> task.getTask().getRunnable().run());
    }

    private static void gather(String rows) {
        server.query(rows + " from generate_series(1, " + GATHERED + ") i");
    }

    @Test
    void old_rows_go_however_many_have_gathered_and_others_stay() {
        var person = Person.signedIn(server);
        assertThat(person.api()
                        .with("Idempotency-Key", "kept")
                        .post("/api/project", "{\"name\": \"A\"}")
                        .status())
                .isEqualTo(201);
        var tables = List.of(
                "mail",
                "mailed_token",
                "login",
                "app_user",
                "account",
                "session",
                "refresh_token",
                "idempotency",
                "address_change",
                "former_address",
                "social_flow",
                "social_sign_up",
                "invite",
                "ownership_offer",
                "account_export",
                "account_export_chunk",
                "former_key",
                "webhook_message",
                "webhook_delivery",
                "notification",
                "inbound_event");
        server.query("""
                insert into account_export (id, account_id, state, expires_at)
                select gen_random_uuid(), id, 'ready', now() - interval '1 second' from account""");
        var before = tables.stream().map(HousekeepingTest::count).toList();
        gatherOldRows();
        runAll();
        assertThat(tables.stream().map(HousekeepingTest::count).toList()).isEqualTo(before);
        assertThat(person.api().get("/api/user").status()).isEqualTo(200);
    }

    private static String count(String table) {
        return server.query("select count(*) from " + table);
    }

    private static void gatherOldRows() {
        String user = server.query("select id from app_user");
        String account = server.query("select id from account");
        String export = server.query("select id from account_export");
        gather("""
                insert into mail (id, recipient, kind, state, ended_at)
                select gen_random_uuid(), 'x', 'verify', 'sent', now() - interval '31 days'""");
        gather("""
                insert into mailed_token (hash, purpose, user_id, expires_at)
                select decode(md5(i::text), 'hex'), 'verify', '%s', now() - interval '2 days'""".formatted(user));
        gather("""
                insert into login (id, time, ip, device, browser, result)
                select gen_random_uuid(), now() - interval '366 days', '127.0.0.1', '', '', 'unknown_user'""");
        gather("""
                insert into app_user (id, email, name, password_hash, locale, created_at)
                select gen_random_uuid(), i || '@example.org', '', '', 'en', now() - interval '31 days'""");
        gather("""
                insert into account (id, name, created_at)
                select gen_random_uuid(), '', now() - interval '31 days'""");
        gather("""
                insert into session (id, user_id, verified, ip, device, browser, expires_at)
                select gen_random_uuid(), '%s', true, '127.0.0.1', '', '', now() - interval '1 second'""".formatted(user));
        gather("""
                insert into idempotency (account_id, user_id, key, request, created_at)
                select '%s', '%s', i::text, '', now() - interval '25 hours'""".formatted(account, user));
        gather("""
                insert into former_address (id, user_id, email, created_at)
                select gen_random_uuid(), '%s', 'x', now() - interval '5 days'""".formatted(user));
        gather("""
                insert into social_flow (hash, network, browser, purpose, expires_at)
                select decode(md5(i::text), 'hex'), 'google', '', 'sign_in', now() - interval '1 second'""");
        gather("""
                insert into social_sign_up (id, hash, browser, network, issuer, subject, name, expires_at)
                select gen_random_uuid(), decode(md5(i::text), 'hex'), '', 'google', '', '', '',
                       now() - interval '1 second'""");
        gather("""
                insert into account_export (id, account_id, state, created_at)
                select gen_random_uuid(), '%s', 'failed', now() - interval '31 days'""".formatted(account));
        gather("""
                insert into account_export_chunk (account_id, export_id, number, sealed)
                select '%s', '%s', i, ''""".formatted(account, export));
        gather("""
                insert into former_key (lookup, account_id, key_id, hint, reason, ended_at)
                select decode(md5(i::text), 'hex'), '%s', gen_random_uuid(), '', 'key_revoked',
                       now() - interval '91 days'""".formatted(account));
        gather("""
                insert into webhook_message (id, account_id, type, payload, created_at)
                select gen_random_uuid(), '%s', '', '', now() - interval '31 days'""".formatted(account));
        gather("""
                insert into notification
                    (id, account_id, user_id, kind, actor_id, subject, data, in_app, mail, created_at)
                select gen_random_uuid(), '%s', '%s', '', gen_random_uuid(), '', '{}', true, false,
                       now() - interval '91 days'""".formatted(account, user));
        gather("""
                insert into inbound_event (id, provider, event_id, type, state, ended_at)
                select gen_random_uuid(), '', i::text, '', 'parked', now() - interval '31 days'""");
        server.query("""
                insert into webhook_endpoint (id, account_id, url, events, sealed)
                select gen_random_uuid(), '%s', 'https://nobody.invalid/', '{}', ''""".formatted(account));
        server.query("""
                insert into webhook_delivery (id, account_id, message_id, endpoint_id, kind, state)
                select gen_random_uuid(), m.account_id, m.id, e.id, 'event', 'dead'
                  from webhook_message m, webhook_endpoint e""");
        server.query("""
                insert into account (id, name, closed_at)
                select gen_random_uuid(), '', now() - interval '31 days' from generate_series(1, 250) i""");
        gather("""
                insert into invite (id, account_id, email, role, hash, expires_at)
                select gen_random_uuid(), '%s', i || '@example.org', 'user', decode(md5(i::text), 'hex'),
                       now() - interval '31 days'""".formatted(account));
        server.query("""
                insert into ownership_offer (account_id, giver, receiver, remain, expires_at)
                select account_id, user_id, user_id, false, now() - interval '1 second' from membership""");
        server.query("""
                insert into address_change (id, user_id, email, created_at)
                select gen_random_uuid(), id, 'x', now() - interval '3 hours' from app_user where id = ?::uuid""", user);
    }

    @Test
    void an_update_of_perigee_is_applied_after_the_customers_own_migrations() {
        server.query("drop index refresh_token_user");
        server.query("drop index idempotency_user");
        server.query("drop index session_registration");
        server.query("delete from flyway_schema_history where script = 'V080__erasing.sql'");
        var settings = Perigee.roomy(server.databaseSettings().toArray(String[]::new));
        try (var updated = Perigee.node(settings)) {
            assertThat(updated.port()).isPositive();
            assertThat(server.query("select count(*) from flyway_schema_history where script = 'V080__erasing.sql'"))
                    .isEqualTo("1");
        }
    }
}
