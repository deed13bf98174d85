package dev.perigee.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.database.AccountData;
import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import dev.perigee.testing.Population.Trait;
import dev.perigee.testing.Together;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How an owner takes all of an account's data along: what is in the archive, and who gets it, once. */
class ExportTest {

    private static final String EXPORT = "/api/account/export";
    private static final String DOWNLOAD = "/api/account/export/download";

    /** Tables of an account that are in no archive, and why. */
    private static final Map<String, String> LEFT_OUT = Map.of(
            "account_export", "is about archives",
            "account_export_chunk", "is the archives, sealed",
            "audit_head", "repeats the last row of the trail",
            "feedback", "is what people told whoever runs the product, and nobody in their account",
            "former_key", "is hashes of keys that are no more, for three months",
            "idempotency", "is sealed answers, for a day",
            "onboarding_dismissal", "is who has put a list away",
            "session", "is the people's, and opens doors");

    private static final Perigee SERVER = Perigee.shared();
    private static final Population PEOPLE = Population.of(SERVER);

    private final UUID account = PEOPLE.account();
    private final Member owner = PEOPLE.member(account, "owner");

    private static Answer download(Member member, String token) {
        return member.api().post(DOWNLOAD, Json.of("token", token));
    }

    private static String state(Member member) {
        return member.api().get(EXPORT).field("state");
    }

    private static void untilReady(Member member) {
        Person.until(() -> "ready".equals(state(member)) ? true : null);
    }

    private static String chunks(UUID account) {
        return SERVER.query("select count(*) from account_export_chunk where account_id = ?", account);
    }

    private Map<String, String> files(Member member) throws IOException {
        var files = new LinkedHashMap<String, String>();
        var answer = download(member, member.person().exportToken());
        assertThat(answer.header("content-type")).contains("application/zip");
        byte[] bytes = answer.body().getBytes(StandardCharsets.ISO_8859_1);
        try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    @Test
    void only_an_owner_with_a_fresh_proof_asks_for_an_archive() {
        assertThat(Http.to(SERVER).post(EXPORT, null).status()).isEqualTo(401);
        for (String role : List.of("admin", "developer", "user")) {
            var member = PEOPLE.member(account, role);
            assertThat(member.api().post(EXPORT, null).code()).isEqualTo("permission_missing");
            assertThat(member.api().get(EXPORT).code()).isEqualTo("permission_missing");
        }
        var stale = PEOPLE.member(account, "owner", Trait.STALE);
        assertThat(stale.api().post(EXPORT, null).code()).isEqualTo("step_up_required");
        assertThat(owner.api().get(EXPORT).status()).isEqualTo(404);
    }

    @Test
    @DisplayName(
            "S-174: another account's owner, a developer and a stale session do not fetch an archive, nor spend its link")
    void nobody_else_fetches_an_archive_or_spends_its_link() {
        String token = owner.person().exportToken();
        var stranger = PEOPLE.member(PEOPLE.account(), "owner");
        var developer = PEOPLE.member(account, "developer");
        var stale = PEOPLE.member(account, "owner", Trait.STALE);
        assertThat(Http.to(SERVER).post(DOWNLOAD, Json.of("token", token)).status())
                .isEqualTo(401);
        assertThat(download(stranger, token).status()).isEqualTo(404);
        assertThat(download(developer, token).status()).isEqualTo(403);
        assertThat(download(stale, token).code()).isEqualTo("step_up_required");
        assertThat(download(owner, token).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-174: of ten who use a link at once one gets the archive, and then it is gone")
    void of_ten_who_use_a_link_at_once_one_gets_the_archive() {
        String token = owner.person().exportToken();
        var answers = Together.ask(10, i -> download(owner, token));
        assertThat(Together.statuses(answers))
                .startsWith(200, 410)
                .doesNotContain(500)
                .hasSize(10);
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(download(owner, token).code()).isEqualTo("link_spent");
        assertThat(state(owner)).isEqualTo("fetched");
        assertThat(chunks(account)).isEqualTo("0");
    }

    @Test
    void after_a_day_an_archive_cannot_be_fetched() {
        String token = owner.person().exportToken();
        SERVER.query("update mailed_token set expires_at = now() where user_id = ?", owner.id());
        assertThat(download(owner, token).status()).isEqualTo(410);
        SERVER.query("update mailed_token set expires_at = now() + interval '1 day' where user_id = ?", owner.id());
        SERVER.query("update account_export set expires_at = now() where account_id = ?", account);
        assertThat(download(owner, token).status()).isEqualTo(410);
        assertThat(state(owner)).isEqualTo("expired");
    }

    @Test
    void an_account_gets_five_archives_a_day_on_all_nodes_together() {
        try (var strict = Perigee.node("perigee.client-url=" + SERVER.url())) {
            var api = Http.to(strict).bearer(owner.person().token());
            for (int i = 0; i < 5; i++) {
                assertThat((i % 2 == 0 ? api : owner.api()).post(EXPORT, null).status())
                        .isEqualTo(202);
                untilReady(owner);
            }
            var refused = api.post(EXPORT, null);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(Integer.parseInt(refused.header("retry-after").orElseThrow()))
                    .isBetween(86_000, 86_400);
        }
    }

    @Test
    void an_archive_is_sealed_in_the_database() {
        owner.api().post("/api/project", Json.of("name", "Plain words to look for"));
        untilReadyAfterAsking();
        assertThat(SERVER.query(
                        "select count(*) from account_export_chunk where account_id = ?"
                                + " and (position('PK'::bytea in sealed) = 1 or position('Plain words'::bytea in sealed) > 0)",
                        account))
                .isEqualTo("0");
        assertThat(chunks(account)).isEqualTo("1");
    }

    private void untilReadyAfterAsking() {
        assertThat(owner.api().post(EXPORT, null).status()).isEqualTo(202);
        untilReady(owner);
    }

    @Test
    @DisplayName("S-174: an archive holds all that the account has and nothing of another one")
    void an_archive_holds_all_that_the_account_has_and_nothing_of_another() throws IOException {
        var member = PEOPLE.member(account, "developer");
        var stranger = PEOPLE.member(PEOPLE.account(), "owner");
        owner.api().post("/api/project", Json.of("name", "Orbit \u00f8", "notes", "=1+1\nline"));
        owner.api().patch("/api/account", Json.of("name", "Taken along"));
        stranger.api().post("/api/project", Json.of("name", "Of a stranger"));
        Person.until(() -> "0"
                        .equals(SERVER.query(
                                "select count(*) from log where account_id = ? and path = '/api/project'", account))
                ? null
                : true);
        var files = files(owner);
        for (String table : List.of("account", "audit", "log", "membership", "project", "subscription")) {
            assertThat(files).containsKey(table + ".jsonl");
            assertThat(in(files, table)).as(table).isNotEmpty();
        }
        var project = Json.read(in(files, "project").lines().findFirst().orElseThrow());
        assertThat(project.path("name").asString()).isEqualTo("Orbit \u00f8");
        assertThat(project.path("notes").asString()).isEqualTo("=1+1\nline");
        assertThat(in(files, "membership").lines()).hasSize(2);
        assertThat(in(files, "membership"))
                .contains(member.person().email(), owner.person().email());
        assertThat(Json.read(in(files, "account")).path("name").asString()).isEqualTo("Taken along");
        assertThat(in(files, "audit")).contains("account.renamed", "account.export_requested");
        String all = String.join("", files.values());
        assertThat(all).doesNotContain("stranger", stranger.id().toString(), "password", "argon2", "secret");
        assertManifestCountsTheLines(files);
    }

    private static String in(Map<String, String> files, String table) {
        return files.getOrDefault(table + ".jsonl", "");
    }

    private static void assertManifestCountsTheLines(Map<String, String> files) {
        var counted = new TreeMap<String, Long>();
        Json.read(files.getOrDefault("manifest.json", ""))
                .path("files")
                .forEach(file -> counted.put(
                        file.path("name").asString(), file.path("rows").asLong()));
        files.forEach((name, text) -> {
            if (name.endsWith(".jsonl")) {
                assertThat(counted.get(name)).as(name).isEqualTo(text.lines().count());
                assertThat(files.get("README.txt")).contains(name + ": " + counted.get(name));
            }
        });
    }

    /** More than one chunk, and more rows than are fetched at a time. */
    @Test
    void a_large_archive_comes_whole_and_in_order() throws IOException {
        SERVER.query("""
                insert into project (id, account_id, name, notes)
                select gen_random_uuid(), ?, 'P' || i, (select string_agg(md5(i || '-' || j), '') from generate_series(1, 40) j)
                  from generate_series(1, 3000) i""", account);
        untilReadyAfterAsking();
        assertThat(Integer.parseInt(chunks(account))).isGreaterThan(1);
        var ids = in(files(owner), "project")
                .lines()
                .map(line -> Json.read(line).path("id").asString())
                .toList();
        assertThat(ids).hasSize(3000).isSorted();
    }

    @Test
    void while_one_archive_is_under_way_it_is_the_answer() {
        SERVER.query(
                "insert into account_export (id, account_id, user_id) values (?, ?, ?)", account, account, owner.id());
        var answers = Together.ask(5, i -> owner.api().post(EXPORT, null));
        assertThat(answers).extracting(answer -> answer.field("id")).containsOnly(account.toString());
    }

    @Test
    void one_node_makes_an_archive_of_those_that_could() {
        try (var other = Perigee.node(Perigee.roomy("perigee.client-url=" + SERVER.url()))) {
            var owners = IntStream.range(0, 6)
                    .mapToObj(i -> PEOPLE.member(PEOPLE.account(), "owner"))
                    .toList();
            var tokens = owners.stream().map(each -> each.person().token()).toList();
            Together.ask(
                    6,
                    i -> Http.to(i % 2 == 0 ? SERVER : other)
                            .bearer(tokens.get(i))
                            .post(EXPORT, null));
            owners.forEach(ExportTest::untilReady);
            for (var each : owners) {
                assertThat(each.person().mails().json().path("items")).hasSize(1);
                assertThat(SERVER.query("select count(*) from job where task_instance like ?", each.account() + "%"))
                        .isEqualTo("0");
            }
        }
    }

    @Test
    void an_archive_whose_node_died_over_it_is_made_anew_by_another() {
        var id = UUID.randomUUID();
        SERVER.query(
                "insert into account_export (id, account_id, user_id, state) values (?, ?, ?, 'running')",
                id,
                account,
                owner.id());
        SERVER.query("insert into account_export_chunk values (?, ?, 0, 'half a')", account, id);
        SERVER.query("""
                insert into job (task_name, task_instance, execution_time, picked, picked_by, last_heartbeat, version)
                values ('account_export', ?, now() - interval '1 minute', true, 'gone', now() - interval '1 minute', 1)
                """, account + "/" + id);
        try (var other = Perigee.node("perigee.job.heartbeat=1s")) {
            assertThat(other.port()).isPositive();
            untilReady(owner);
        }
        assertThat(owner.person().mails().json().path("items")).hasSize(1);
        assertThat(chunks(account)).isEqualTo("1");
    }

    @Test
    void a_customers_table_is_in_the_archive_or_has_a_reason_not_to_be() {
        String tables = SERVER.query("""
                select string_agg(relname, ',') from pg_class c
                 where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
                   and exists (select 1 from pg_attribute a where a.attrelid = c.oid and attname = 'account_id')""");
        var taken =
                SERVER.beans(AccountData.class).stream().map(AccountData::table).toList();
        assertThat(taken).doesNotHaveDuplicates().doesNotContainAnyElementsOf(LEFT_OUT.keySet());
        assertThat(Arrays.asList(tables.split(",", -1)))
                .allMatch(table -> taken.contains(table) || LEFT_OUT.containsKey(table));
    }
}
