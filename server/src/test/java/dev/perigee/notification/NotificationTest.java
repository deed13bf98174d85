package dev.perigee.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import dev.perigee.web.Texts;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who is told of what, in which words, and how they want it. */
class NotificationTest {

    private static final String NOTIFICATIONS = "/api/notification";
    private static final String PREFERENCES = NOTIFICATIONS + "/preference";

    /** Of which somebody is told. What the product tells of its own events is its own affair. */
    private static final Predicate<String> OURS =
            Pattern.compile("(account|invite|key|member|ownership)\\..*").asMatchPredicate();

    private static Perigee server = Perigee.shared();

    @BeforeAll
    static void start() {
        server = Perigee.node(Perigee.roomy("perigee.notification.mail-delay=0s"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private final Population people = Population.of(server);
    private final UUID account = people.account();
    private final Member owner = people.member(account, "owner");
    private final Member grace = people.member(account, "user");

    private static Answer project(Member maker, String name) {
        var made = maker.api().post("/api/project", Json.of("name", name));
        assertThat(made.status()).isEqualTo(201);
        return made;
    }

    private static List<String> titles(Http reader) {
        var items = reader.get(NOTIFICATIONS).json().path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .map(item -> item.path("title").asString())
                .toList();
    }

    private static List<String> titles(Member reader) {
        return titles(reader.api());
    }

    private static JsonNode first(Member reader) {
        return reader.api().get(NOTIFICATIONS).json().at("/items/0");
    }

    private static int unread(Member reader) {
        return reader.api().get(NOTIFICATIONS + "/unread").json().path("unread").asInt();
    }

    private static Answer prefer(Member reader, String kind, boolean inApp, boolean mail) {
        return reader.api().send("PUT", PREFERENCES + '/' + kind, Json.of("in_app", inApp, "mail", mail));
    }

    private static String name(Member member) {
        return "Known as " + member.id();
    }

    @Test
    void everybody_is_told_but_whoever_did_it() {
        project(grace, "Apollo");
        assertThat(titles(owner)).containsExactly(name(grace) + " has added the project “Apollo”");
        assertThat(titles(grace)).isEmpty();
    }

    @Test
    void it_is_told_in_the_language_that_the_reader_asks_for() {
        project(grace, "Apollo");
        assertThat(titles(owner.api().with("Accept-Language", "es")))
                .containsExactly(name(grace) + " ha añadido el proyecto «Apollo»");
    }

    @Test
    void nobody_sees_marks_or_counts_what_somebody_else_is_told() {
        project(grace, "Apollo");
        String id = first(owner).path("id").asString();
        var stranger = people.member(people.account(), "owner");
        for (var other : List.of(grace, stranger)) {
            assertThat(titles(other)).isEmpty();
            assertThat(unread(other)).isZero();
            assertThat(other.api()
                            .patch(NOTIFICATIONS + '/' + id, "{\"read\": true}")
                            .status())
                    .isEqualTo(404);
            other.api().post(NOTIFICATIONS + "/read", Json.of("up_to", id));
        }
        assertThat(first(owner).path("read_at").isNull()).isTrue();
    }

    @Test
    void who_may_not_do_it_is_not_told_of_it() {
        var developer = people.member(account, "developer");
        owner.api().post("/api/key", Json.of("name", "Deployments", "scopes", List.of("project.read")));
        assertThat(titles(developer)).containsExactly(name(owner) + " has made the API key “Deployments”");
        assertThat(titles(grace)).isEmpty();
    }

    @Test
    void a_key_reads_nobodys_notifications() {
        String key = people.key(owner, "owner", List.of("project.read"));
        assertThat(Http.to(server).bearer(key).get(NOTIFICATIONS).status()).isEqualTo(403);
    }

    @Test
    void a_member_who_is_deactivated_is_told_nothing_more() {
        var admin = people.member(account, "admin");
        assertThat(owner.api()
                        .patch("/api/user/" + grace.id(), "{\"active\": false}")
                        .status())
                .isEqualTo(200);
        project(owner, "Apollo");
        assertThat(server.query("select count(*) from notification where user_id = ?", grace.id()))
                .isEqualTo("0");
        assertThat(titles(admin))
                .containsExactly(
                        name(owner) + " has added the project “Apollo”",
                        name(owner) + " has deactivated " + name(grace));
    }

    @Test
    void what_is_undone_is_told_to_nobody() {
        var invites = List.of(
                Map.of("email", "somebody@example.org", "permission", "user"),
                Map.of("email", "nobody@example.org", "permission", "owner"));
        var admin = people.member(account, "admin");
        assertThat(owner.api().post("/api/invite", Json.of("invites", invites)).status())
                .isGreaterThanOrEqualTo(400);
        assertThat(titles(admin)).isEmpty();
    }

    @Test
    void what_is_read_stays_read_and_can_be_unread_again() {
        project(grace, "Apollo");
        String path = NOTIFICATIONS + '/' + first(owner).path("id").asString();
        assertThat(unread(owner)).isEqualTo(1);
        String time = owner.api().patch(path, "{\"read\": true}").field("read_at");
        assertThat(owner.api().patch(path, "{\"read\": true}").field("read_at")).isEqualTo(time);
        assertThat(unread(owner)).isZero();
        assertThat(owner.api()
                        .get(NOTIFICATIONS + "?state=unread")
                        .json()
                        .path("items")
                        .size())
                .isZero();
        assertThat(owner.api()
                        .patch(path, "{\"read\": false}")
                        .json()
                        .path("read_at")
                        .isNull())
                .isTrue();
        assertThat(unread(owner)).isEqualTo(1);
    }

    @Test
    void what_arrives_after_the_last_one_seen_stays_unread() {
        project(grace, "Seen");
        project(grace, "Seen too");
        String seen = first(owner).path("id").asString();
        project(grace, "New");
        var answer = owner.api().post(NOTIFICATIONS + "/read", Json.of("up_to", seen));
        assertThat(answer.json().path("unread").asInt()).isEqualTo(1);
        assertThat(first(owner).path("read_at").isNull()).isTrue();
    }

    @Test
    void the_list_has_pages() {
        List.of("One", "Two", "Three").forEach(name -> project(grace, name));
        var page = owner.api().get(NOTIFICATIONS + "?limit=2");
        assertThat(page.json().path("items").size()).isEqualTo(2);
        var next = owner.api().get(NOTIFICATIONS + "?limit=2&cursor=" + page.field("next"));
        assertThat(next.json().at("/items/0/data/project/name").asString()).isEqualTo("One");
        assertThat(next.json().path("next").isNull()).isTrue();
    }

    @Test
    void who_does_not_want_it_is_not_told() {
        prefer(owner, "project.created", false, false);
        project(grace, "Apollo");
        assertThat(titles(owner)).isEmpty();
        assertThat(server.query("select count(*) from notification where account_id = ?", account))
                .isEqualTo("0");
    }

    @Test
    void a_preference_counts_for_its_kind_in_its_account_and_for_one_person() {
        var admin = people.member(account, "admin");
        prefer(owner, "project.created", false, false);
        String id = project(grace, "Apollo").field("id");
        owner.api().delete("/api/project/" + id);
        grace.api().delete("/api/project/" + id);
        assertThat(titles(admin)).contains(name(grace) + " has added the project “Apollo”");
        assertThat(titles(owner)).noneMatch(title -> title.contains("has added"));
        var elsewhere = people.account();
        people.join(elsewhere, owner.id(), "owner");
        project(people.member(elsewhere, "user"), "Elsewhere");
        assertThat(server.query(
                        "select count(*) from notification where account_id = ? and user_id = ?",
                        elsewhere,
                        owner.id()))
                .isEqualTo("1");
    }

    @Test
    void preferences_name_every_kind() {
        var changed = prefer(owner, "member.joined", false, true).json();
        var items = owner.api().get(PREFERENCES).json().path("items");
        assertThat(items.size()).isEqualTo(Titles.kinds().size());
        assertThat(items).contains(changed);
        assertThat(prefer(owner, "weather.changed", true, true).status()).isEqualTo(404);
    }

    @Test
    void whoever_wants_it_by_mail_gets_one_in_their_language_even_without_the_other() {
        prefer(owner, "project.created", false, true);
        server.query("update app_user set locale = 'es' where id = ?", owner.id());
        project(grace, "Apollo https://evil.example/x");
        String mail = owner.person().waitForMail(1).body();
        assertThat(mail).contains("Novedades en").contains("ha añadido el proyecto «Apollo");
        assertThat(mail).doesNotContain("https://evil.example");
        assertThat(titles(owner)).isEmpty();
    }

    @Test
    void who_has_left_the_account_gets_no_mail_of_it() {
        var admin = people.member(account, "admin");
        prefer(admin, "project.created", true, true);
        try (var late = Perigee.node(
                Perigee.roomy("perigee.notification.mail-delay=1h", "perigee.client-url=" + server.url()))) {
            var made = Http.to(late).bearer(grace.person().token()).post("/api/project", Json.of("name", "Apollo"));
            assertThat(made.status()).isEqualTo(201);
        }
        assertThat(waitingForMail()).isEqualTo("1");
        assertThat(owner.api().delete("/api/user/" + admin.id()).status()).isEqualTo(204);
        server.query("update job set execution_time = now() where task_name = 'notification_mail'");
        prefer(owner, "project.created", true, true);
        project(grace, "Looks for what is due");
        Person.until(() -> "0".equals(waitingForMail()) ? true : null);
        assertThat(owner.person().waitForMail(1).body()).contains("What is new");
        assertThat(admin.person().mails().body()).doesNotContain("What is new");
    }

    private String waitingForMail() {
        return server.query("select count(*) from notification where account_id = ? and mail", account);
    }

    @Test
    @DisplayName("S-173: a notification that names somebody goes with them")
    void what_names_an_erased_person_goes_with_them() {
        var admin = people.member(account, "admin");
        var person = Person.signedIn(server);
        var invite = Map.of("email", person.email(), "permission", "user");
        owner.api().post("/api/invite", Json.of("invites", List.of(invite)));
        project(owner, "Stays");
        assertThat(titles(admin)).anyMatch(title -> title.contains(person.email()));
        assertThat(person.api().delete("/api/user").status()).isEqualTo(204);
        assertThat(titles(admin)).containsExactly(name(owner) + " has added the project “Stays”");
    }

    @Test
    void whoever_is_gone_is_somebody() {
        project(grace, "Apollo");
        server.query("delete from app_user where id = ?", grace.id());
        assertThat(titles(owner)).containsExactly("Somebody has added the project “Apollo”");
    }

    @Test
    void every_kind_has_its_words() {
        assertThat(Texts.keys())
                .containsAll(Titles.kinds().stream()
                        .map(kind -> "notification.title." + kind)
                        .toList());
        var events = owner.api().get("/api/webhook/events").json().path("items");
        var types = StreamSupport.stream(events.spliterator(), false)
                .map(event -> event.path("type").asString())
                .toList();
        assertThat(types).containsAll(Titles.kinds());
        assertThat(Titles.kinds()).containsAll(types.stream().filter(OURS).toList());
    }

    @Test
    void who_is_removed_finds_neither_news_nor_wishes_when_they_come_back() {
        project(owner, "Apollo");
        prefer(grace, "project.created", true, false);
        assertThat(owner.api().delete("/api/user/" + grace.id()).status()).isEqualTo(204);
        server.query("insert into membership (account_id, user_id, role) values (?, ?, 'user')", account, grace.id());
        String left = server.query("""
                select (select count(*) from notification where user_id = n.id)
                     + (select count(*) from notification_preference where user_id = n.id)
                  from (select ?::uuid id) n""", grace.id());
        assertThat(left).isEqualTo("0");
    }
}
