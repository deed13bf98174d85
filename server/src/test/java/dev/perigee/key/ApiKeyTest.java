package dev.perigee.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.KeyText;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import dev.perigee.testing.Together;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a key is, where it counts, how long, and what it can never do. */
class ApiKeyTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final Population PEOPLE = Population.of(SERVER);
    private static final String KEYS = "/api/key";

    private final UUID account = PEOPLE.account();
    private final Member owner = PEOPLE.member(account, "owner");

    private static Answer issue(Member maker, String... scopes) {
        return maker.api().post(KEYS, Json.of("name", "A key", "scopes", List.of(scopes)));
    }

    private static Http bearing(Answer issued) {
        return Http.to(SERVER).bearer(issued.field("key"));
    }

    private static String path(Answer issued) {
        return KEYS + '/' + issued.field("id");
    }

    private static int with(String authorization) {
        return Http.to(SERVER)
                .with("Authorization", authorization)
                .get("/api/project")
                .status();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("S-110d: a key counts as it stands after Basic, as its name, and as a Bearer; nowhere else")
    void a_key_counts_in_its_places_and_in_no_other() {
        String key = issue(owner, "project.read").field("key");
        assertThat(with("Basic " + key)).isEqualTo(200);
        assertThat(with("basic " + key)).isEqualTo(200);
        assertThat(with("Basic " + base64(key + ":"))).isEqualTo(200);
        assertThat(with("Bearer " + key)).isEqualTo(200);
        assertThat(with("Basic " + base64(":" + key))).isEqualTo(401);
        assertThat(with("Basic " + base64(key + ":x"))).isEqualTo(401);
        assertThat(with("Basic " + base64(key))).isEqualTo(401);
        assertThat(with("Basic\t" + key)).isEqualTo(401);
        assertThat(with("Basic  " + key)).isEqualTo(401);
        assertThat(with("Token " + key)).isEqualTo(401);
        assertThat(with(key)).isEqualTo(401);
        assertThat(Http.to(SERVER).get("/api/project?api_key=" + key).status()).isEqualTo(401);
        assertThat(Http.to(SERVER)
                        .with("Cookie", "api_key=" + key)
                        .get("/api/project")
                        .status())
                .isEqualTo(401);
        var two = owner.api().with("Authorization", "Basic " + key).get("/api/project");
        assertThat(two.code()).isEqualTo("two_credentials");
    }

    @Test
    @DisplayName("S-110a: a key learns of whom it acts for no more than its scopes say")
    void a_key_without_the_scope_does_not_learn_whom_it_acts_for() {
        PEOPLE.join(PEOPLE.account(), owner.id(), "user");
        var blind = bearing(issue(owner, "project.read")).get("/api/auth").json();
        assertThat(blind.path("authenticated").asBoolean()).isTrue();
        assertThat(blind.path("user").isNull()).isTrue();
        assertThat(blind.path("accounts")).hasSize(1);
        assertThat(blind.path("accounts").get(0).asString()).isEqualTo(account.toString());
        var seeing = bearing(issue(owner, "user.read")).get("/api/auth").json();
        assertThat(seeing.path("user").path("id").asString())
                .isEqualTo(owner.id().toString());
    }

    @Test
    @DisplayName("S-110d: whoever shows a bad key is asked for no password by their browser")
    void a_refusal_never_opens_the_password_box_of_a_browser() {
        var answer =
                Http.to(SERVER).with("Authorization", "Basic " + KeyText.next()).get("/api/project");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("www-authenticate")).hasValue("Bearer");
    }

    @Test
    @DisplayName("S-110e: a text whose checksum is wrong is refused without a look into the database")
    void a_wrong_checksum_is_refused_without_a_query() throws SQLException {
        String key = issue(owner, "project.read").field("key");
        assertThat(KeyText.whole(key.substring(0, key.length() - 6))).isEqualTo(key);
        try (var connection = SERVER.database("postgres");
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // Whoever asks this table now waits for longer than a request may take.
            statement.execute("lock table api_key in access exclusive mode");
            for (int i = 0; i < 100; i++) {
                assertThat(with("Basic " + KeyText.broken(KeyText.next()))).isEqualTo(401);
                assertThat(with("Basic " + KeyText.next().toUpperCase(Locale.ROOT)))
                        .isEqualTo(401);
            }
        }
    }

    @Test
    @DisplayName("S-110g: a key in use asks the database nothing")
    void a_key_in_use_costs_no_query() throws SQLException {
        var key = bearing(issue(owner, "user.read"));
        String warm = key.get("/api/auth").body();
        try (var connection = SERVER.database("postgres");
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(
                    "lock table api_key, app_user, account, membership, subscription in access exclusive mode");
            for (int i = 0; i < 100; i++) {
                assertThat(key.get("/api/auth").body()).isEqualTo(warm);
            }
        }
    }

    @Test
    @DisplayName("S-105: neither the key nor half of it stands in the database")
    void the_database_holds_no_key() {
        var issued = issue(owner, "project.read");
        String key = issued.field("key");
        bearing(issued).get("/api/project");
        String secret = key.substring("prg_test_".length());
        String row = SERVER.query("select row(k.*)::text from api_key k where id = ?::uuid", issued.field("id"));
        assertThat(row).doesNotContain(secret.substring(0, 20)).doesNotContain(hex(secret.substring(0, 20)));
        for (String text : List.of(key, secret.substring(0, 20), base64(key).substring(0, 40))) {
            assertThat(SERVER.query("select count(*) from log where log::text like ?", '%' + text + '%'))
                    .isEqualTo("0");
            assertThat(SERVER.query("select count(*) from audit where audit::text like ?", '%' + text + '%'))
                    .isEqualTo("0");
        }
        assertThat(issued.field("hint")).isEqualTo("prg_test_…" + key.substring(key.length() - 4));
    }

    private static String hex(String text) {
        return java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    @DisplayName("S-108: whoever can write into the database cannot make up a key")
    void a_row_with_a_plain_hash_of_a_key_lets_nobody_in() {
        var issued = issue(owner, "project.read");
        String known = KeyText.next();
        SERVER.query(
                "update api_key set lookup = sha256(convert_to(?, 'UTF8')) where id = ?::uuid",
                known,
                issued.field("id"));
        assertThat(with("Basic " + known)).isEqualTo(401);
    }

    @Test
    @DisplayName("S-107: what was sealed for one key does not open as another")
    void a_sealed_text_that_was_moved_to_another_key_does_not_open() {
        var victim = issue(owner, "project.read");
        var other = PEOPLE.member(PEOPLE.account(), "owner");
        var mine = issue(other, "project.read");
        SERVER.query(
                "update api_key set sealed = (select sealed from api_key where id = ?::uuid) where id = ?::uuid",
                victim.field("id"),
                mine.field("id"));
        var answer = other.api().post(path(mine) + "/reveal", "{}");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain(victim.field("key"));
        assertThat(other.api().get("/api/audit?action=key.revealed").json().path("items"))
                .isEmpty();
    }

    @Test
    @DisplayName("S-106: a lost key is read again by whoever it acts for, and its owners hear of it")
    void a_lost_key_is_read_again() {
        var developer = PEOPLE.member(account, "developer");
        var issued = issue(developer, "project.read");
        var answer = developer.api().post(path(issued) + "/reveal", "{}");
        assertThat(answer.field("key")).isEqualTo(issued.field("key"));
        assertThat(answer.header("cache-control")).hasValue("no-store");
        assertThat(owner.person()
                        .waitForMail(1)
                        .json()
                        .path("items")
                        .get(0)
                        .path("subject")
                        .asString())
                .contains("was read again");
        assertThat(owner.api().get("/api/audit?action=key.revealed").json().path("items"))
                .hasSize(1);
        assertThat(owner.api().post(path(issued) + "/reveal", "{}").field("key"))
                .isEqualTo(issued.field("key"));
    }

    @Test
    @DisplayName("S-106: a stale session proves who it is first, by a password in the request or before it")
    void a_stale_session_proves_itself_first() {
        var stale = PEOPLE.member(account, "owner", Population.Trait.STALE);
        var issued = issue(stale, "project.read");
        assertThat(stale.api().post(path(issued) + "/reveal", "{}").code()).isEqualTo("step_up_required");
        assertThat(stale.api()
                        .post(path(issued) + "/reveal", Json.of("password", "not the password"))
                        .code())
                .isEqualTo("invalid_credentials");
        assertThat(stale.api()
                        .post(path(issued) + "/reveal", Json.of("password", Person.PASSWORD))
                        .field("key"))
                .isEqualTo(issued.field("key"));
    }

    @Test
    @DisplayName("S-106: another developer, another account and a key read nothing")
    void nobody_else_reads_a_key() {
        var issued = issue(owner, "project.read", "key.read", "key.update");
        var developer = PEOPLE.member(account, "developer");
        var mine = issue(PEOPLE.member(account, "developer"), "project.read");
        var stranger = PEOPLE.member(PEOPLE.account(), "owner");
        assertThat(developer.api().post(path(issued) + "/reveal", "{}").code()).isEqualTo("permission_missing");
        assertThat(developer.api().post(path(mine) + "/reveal", "{}").code()).isEqualTo("permission_missing");
        assertThat(stranger.api().post(path(issued) + "/reveal", "{}").status()).isEqualTo(404);
        assertThat(bearing(issued).post(path(issued) + "/reveal", "{}").code()).isEqualTo("scope_missing");
    }

    @Test
    @DisplayName("S-106: the sixth time within an hour is refused")
    void the_sixth_time_is_refused() {
        try (var node = Perigee.node("perigee.client-url=" + SERVER.url())) {
            var issued = issue(owner, "project.read");
            var api = Http.to(node).bearer(owner.person().token());
            for (int i = 0; i < 5; i++) {
                assertThat(api.post(path(issued) + "/reveal", "{}").status()).isEqualTo(200);
            }
            assertThat(api.post(path(issued) + "/reveal", "{}").status()).isEqualTo(429);
        }
    }

    @Test
    void where_texts_are_not_kept_none_is_read_again() {
        try (var node = Perigee.node("perigee.key.reveal=false", "perigee.client-url=" + SERVER.url())) {
            var api = Http.to(node).bearer(owner.person().token());
            var issued = api.post(KEYS, Json.of("name", "A key", "scopes", List.of("project.read")));
            assertThat(SERVER.query("select sealed is null from api_key where id = ?::uuid", issued.field("id")))
                    .isEqualTo("t");
            assertThat(api.post(path(issued) + "/reveal", "{}").code()).isEqualTo("key_not_kept");
            assertThat(bearing(issued).get("/api/project").status()).isEqualTo(200);
        }
    }

    @Test
    void where_texts_are_not_kept_a_repetition_tells_none() {
        try (var node = Perigee.node("perigee.key.reveal=false", "perigee.client-url=" + SERVER.url())) {
            var api = Http.to(node)
                    .bearer(owner.person().token())
                    .with("Idempotency-Key", UUID.randomUUID().toString());
            String form = Json.of("name", "A key", "scopes", List.of("project.read"));
            var first = api.post(KEYS, form);
            var again = api.post(KEYS, form);
            assertThat(first.field("key")).startsWith("prg_test_");
            assertThat(again.field("id")).isEqualTo(first.field("id"));
            assertThat(again.json().has("key")).isFalse();
        }
    }

    @ParameterizedTest(name = "S-110a: a key of a {0} gives no {1}")
    @CsvSource({"developer,invite.create", "developer,account.update", "developer,*", "owner,*", "owner,''"})
    void nobody_gives_a_key_more_than_they_may_themselves(String role, String scope) {
        var maker = PEOPLE.member(account, role);
        var answer = issue(maker, "project.read", scope);
        assertThat(answer.code()).isEqualTo("scope_exceeds_yours");
        assertThat(answer.json().path("errors").get(0).path("field").asString()).isEqualTo("scopes[1]");
        var key = bearing(issue(maker, "project.read", "key.create"));
        var minted = key.post(KEYS, Json.of("name", "Wider", "scopes", List.of("project.read", scope)));
        assertThat(minted.code()).isEqualTo("scope_exceeds_yours");
    }

    @Test
    @DisplayName("S-110a: a key makes keys that may no more than itself, and changes none that may more")
    void a_key_makes_and_changes_no_key_that_may_more_than_itself() {
        var wide = issue(owner, "project.read", "project.delete");
        var narrow = bearing(issue(owner, "project.read", "key.create", "key.update"));
        assertThat(narrow.post(KEYS, Json.of("name", "Wider", "scopes", List.of("project.delete")))
                        .code())
                .isEqualTo("scope_exceeds_yours");
        var same = narrow.post(KEYS, Json.of("name", "Same", "scopes", List.of("project.read")));
        assertThat(same.status()).isEqualTo(201);
        assertThat(narrow.post(path(wide) + "/rotate", Json.of("overlap_hours", 1))
                        .code())
                .isEqualTo("permission_missing");
        assertThat(narrow.patch(path(wide), Json.of("name", "Mine")).code()).isEqualTo("permission_missing");
        assertThat(narrow.patch(path(same), Json.of("scopes", List.of("project.delete")))
                        .code())
                .isEqualTo("scope_exceeds_yours");
        assertThat(narrow.patch(path(same), Json.of("name", "Still mine")).status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("S-110a: a developer gets neither the text of an owner's key nor power over it, and may revoke it")
    void a_developer_gets_no_hold_of_an_owners_key() {
        var issued = issue(owner, "account.update");
        var developer = PEOPLE.member(account, "developer");
        assertThat(developer
                        .api()
                        .post(path(issued) + "/rotate", Json.of("overlap_hours", 1))
                        .code())
                .isEqualTo("permission_missing");
        assertThat(developer
                        .api()
                        .patch(path(issued), Json.of("scopes", List.of("project.read")))
                        .code())
                .isEqualTo("permission_missing");
        assertThat(developer.api().delete(path(issued)).status()).isEqualTo(204);
        assertThat(bearing(issued).get("/api/account").status()).isEqualTo(401);
    }

    @Test
    @DisplayName("S-110b: the keys of somebody who goes stay, act for an owner, and may no more than before")
    void an_owner_takes_over_the_keys_of_somebody_who_goes() {
        var admin = PEOPLE.member(account, "owner");
        var issued = issue(admin, "user.read", "user.update", "project.read");
        assertThat(owner.api()
                        .patch("/api/user/" + admin.id(), Json.of("permission", "admin"))
                        .status())
                .isEqualTo(200);
        assertThat(owner.api().get(path(issued)).field("user_id"))
                .isEqualTo(owner.id().toString());
        assertThat(owner.person()
                        .waitForMail(1)
                        .json()
                        .path("items")
                        .get(0)
                        .path("subject")
                        .asString())
                .contains("acts for you now");
        assertThat(bearing(issued).get("/api/user").field("id"))
                .isEqualTo(owner.id().toString());
        assertThat(owner.api().get("/api/audit?action=key.taken_over").json().path("items"))
                .hasSize(1);
    }

    @Test
    @DisplayName("S-110b: a developer's key that an owner took over is no owner's key")
    void a_key_that_an_owner_took_over_is_still_its_makers() {
        var developer = PEOPLE.member(account, "developer");
        var issued = issue(developer, "project.read", "user.read", "key.create");
        assertThat(owner.api().delete("/api/user/" + developer.id()).status()).isEqualTo(204);
        var key = bearing(issued);
        assertThat(key.get("/api/project").status()).isEqualTo(200);
        assertThat(key.get("/api/account/users").code()).isEqualTo("permission_missing");
        var minted = key.post(KEYS, Json.of("name", "Another", "scopes", List.of("user.read")));
        assertThat(minted.field("permission")).isEqualTo("developer");
    }

    @Test
    @DisplayName("S-110b: an admin's key does to owners what admins may, also when an owner answers for it")
    void an_admins_key_touches_no_owner_though_one_took_it_over() {
        var admin = PEOPLE.member(account, "admin");
        String key = PEOPLE.key(admin, "admin", List.of("user.update", "user.delete"));
        SERVER.query("update api_key set user_id = ? where user_id = ?", owner.id(), admin.id());
        var another = PEOPLE.member(account, "owner");
        var http = Http.to(SERVER).bearer(key);
        assertThat(http.patch("/api/user/" + another.id(), Json.of("permission", "user"))
                        .code())
                .isEqualTo("permission_missing");
        assertThat(http.delete("/api/user/" + another.id()).code()).isEqualTo("permission_missing");
    }

    @Test
    @DisplayName("S-110b: the keys of somebody who is erased stay as well")
    void the_keys_of_somebody_who_is_erased_stay() {
        var developer = PEOPLE.member(account, "developer");
        var issued = issue(developer, "project.read");
        assertThat(developer.api().delete("/api/user").status()).isEqualTo(204);
        assertThat(bearing(issued).get("/api/project").status()).isEqualTo(200);
        assertThat(owner.api().get(path(issued)).field("user_id"))
                .isEqualTo(owner.id().toString());
    }

    @Test
    @DisplayName("S-110c: whose key it is nobody says in the request")
    void nobody_makes_a_key_for_somebody_else() {
        String body = Json.of("name", "A key", "scopes", List.of("project.read"), "user_id", owner.id());
        assertThat(Http.to(SERVER).post(KEYS, body).status()).isEqualTo(401);
        assertThat(bearing(issue(owner, "key.create")).post(KEYS, body).status())
                .isEqualTo(400);
    }

    @Test
    @DisplayName("S-110f: a revoked key is refused on every node within a second")
    void a_revoked_key_is_refused_everywhere() {
        try (var node = Perigee.node(Perigee.roomy())) {
            var issued = issue(owner, "project.read");
            var there = Http.to(node).bearer(issued.field("key"));
            assertThat(there.get("/api/project").status()).isEqualTo(200);
            assertThat(owner.api().delete(path(issued)).status()).isEqualTo(204);
            assertThat(bearing(issued).get("/api/project").status()).isEqualTo(401);
            Person.until(() -> there.get("/api/project").status() == 401 ? true : null);
            assertThat(owner.api().get(path(issued)).status()).isEqualTo(404);
            assertThat(owner.api().delete(path(issued)).status()).isEqualTo(404);
        }
    }

    @Test
    @DisplayName("S-110f: a key ends at the moment that it was given")
    void a_key_ends_when_it_was_to() {
        var issued = issue(owner, "project.read");
        assertThat(bearing(issued).get("/api/project").status()).isEqualTo(200);
        SERVER.query("update api_key set expires_at = now() - interval '1 ms' where id = ?::uuid", issued.field("id"));
        owner.api().patch(path(issued), Json.of("name", "Told to every node"));
        assertThat(bearing(issued).get("/api/project").status()).isEqualTo(401);
        assertThat(owner.api().get(path(issued)).field("state")).isEqualTo("expired");
        var past = owner.api()
                .post(
                        KEYS,
                        Json.of(
                                "name",
                                "Late",
                                "scopes",
                                List.of("project.read"),
                                "expires_at",
                                "2020-01-01T00:00:00Z"));
        assertThat(past.json().path("errors").get(0).path("field").asString()).isEqualTo("expires_at");
    }

    @Test
    @DisplayName("S-110f: after a rotation both are taken, until the overlap is over")
    void a_rotated_key_overlaps_with_the_one_before() {
        var first = issue(owner, "project.read");
        var second = owner.api().post(path(first) + "/rotate", Json.of("overlap_hours", 24));
        assertThat(second.field("key")).isNotEqualTo(first.field("key"));
        assertThat(bearing(first).get("/api/project").status()).isEqualTo(200);
        assertThat(bearing(second).get("/api/project").status()).isEqualTo(200);
        SERVER.query(
                "update api_key set previous_until = now() - interval '1 ms' where id = ?::uuid", first.field("id"));
        owner.api().patch(path(first), Json.of("name", "Told to every node"));
        assertThat(bearing(first).get("/api/project").status()).isEqualTo(401);
        assertThat(bearing(second).get("/api/project").status()).isEqualTo(200);
        var third = owner.api().post(path(first) + "/rotate", Json.of("overlap_hours", 0));
        assertThat(bearing(second).get("/api/project").status()).isEqualTo(401);
        assertThat(bearing(third).get("/api/project").status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-110h: a use is noted once a minute, however many there are")
    void a_use_is_noted_once_a_minute() {
        var issued = issue(owner, "project.read");
        Together.ask(50, i -> bearing(issued).get("/api/project"));
        String noted = owner.api().get(path(issued)).field("last_used_at");
        assertThat(noted).isNotEmpty();
        Together.ask(50, i -> bearing(issued).get("/api/project"));
        assertThat(owner.api().get(path(issued)).field("last_used_at")).isEqualTo(noted);
    }

    @Test
    @DisplayName("S-110i: a key with networks is taken from there alone, whatever a header says")
    void a_key_comes_from_its_networks_only() {
        String from = Perigee.freshAddress();
        var issued = owner.api()
                .post(
                        KEYS,
                        Json.of(
                                "name",
                                "From one place",
                                "scopes",
                                List.of("project.read"),
                                "allowed_ips",
                                List.of(from + "/32", "2001:db8::/32")));
        String key = issued.field("key");
        assertThat(Http.to(SERVER).from(from).bearer(key).get("/api/project").status())
                .isEqualTo(200);
        var elsewhere = Http.to(SERVER).from(Perigee.freshAddress()).bearer(key);
        assertThat(elsewhere.get("/api/project").code()).isEqualTo("address_not_allowed");
        assertThat(elsewhere.with("X-Forwarded-For", from).get("/api/project").code())
                .isEqualTo("address_not_allowed");
        owner.api().patch(path(issued), Json.of("allowed_ips", List.of()));
        assertThat(elsewhere.get("/api/project").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"everywhere", "10.0.0.0/33", "10.0.0", "", "::/129"})
    void what_is_no_network_is_refused(String network) {
        var answer = owner.api()
                .post(
                        KEYS,
                        Json.of(
                                "name",
                                "A key",
                                "scopes",
                                List.of("project.read"),
                                "allowed_ips",
                                List.of("10.0.0.0/8", network)));
        assertThat(answer.json().path("errors").get(0).path("field").asString()).isEqualTo("allowed_ips[1]");
    }

    @Test
    @DisplayName("S-172: many at once make no more keys than the plan allows")
    void many_at_once_make_no_more_keys_than_the_plan_allows() {
        PEOPLE.subscribe(account, PEOPLE.plan("{\"api_keys\": 3}"));
        var answers = Together.ask(20, i -> Together.served(() -> issue(owner, "project.read")));
        assertThat(Together.statuses(answers))
                .filteredOn(status -> status == 201)
                .hasSize(3);
        assertThat(SERVER.query("select count(*) from api_key where account_id = ?", account))
                .isEqualTo("3");
    }

    @Test
    void scopes_are_those_that_routes_declare_and_tell_who_may_give_them() {
        var items = PEOPLE.member(account, "developer")
                .api()
                .get(KEYS + "/scopes")
                .json()
                .path("items");
        var mine = items.valueStream()
                .filter(scope -> scope.path("may_give").asBoolean())
                .map(scope -> scope.path("name").asString())
                .toList();
        assertThat(mine).contains("project.read", "key.create").doesNotContain("invite.create", "account.update");
        assertThat(items.valueStream().map(scope -> scope.path("name").asString()))
                .contains("invite.create");
    }

    @Test
    void a_key_of_a_closed_account_may_nothing_until_it_is_opened_again() {
        var issued = issue(owner, "project.read");
        assertThat(owner.api().delete("/api/account").status()).isEqualTo(204);
        assertThat(bearing(issued).get("/api/project").code()).isEqualTo("permission_missing");
        owner.api().post("/api/account/" + account + "/reopen", null);
        assertThat(bearing(issued).get("/api/project").status()).isEqualTo(200);
    }

    @Test
    void the_trail_tells_what_a_key_did_and_which_one_it_was() {
        var issued = issue(owner, "key.create", "project.read");
        bearing(issued).post(KEYS, Json.of("name", "Another", "scopes", List.of("project.read")));
        var rows = owner.api().get("/api/audit?action=key.issued").json().path("items");
        assertThat(rows.get(0).path("details").path("by_key").asString()).isEqualTo(issued.field("id"));
        assertThat(rows.get(1).path("details").has("by_key")).isFalse();
    }

    @Test
    void the_same_idempotency_key_makes_one_key_and_gives_it_again() {
        String body = Json.of("name", "A key", "scopes", List.of("project.read"));
        var once = owner.api().with("Idempotency-Key", "one").post(KEYS, body);
        var twice = owner.api().with("Idempotency-Key", "one").post(KEYS, body);
        assertThat(twice.field("key")).isEqualTo(once.field("key"));
        assertThat(Map.of("keys", owner.api().get(KEYS).json().path("items").size()))
                .containsEntry("keys", 1);
    }
}
