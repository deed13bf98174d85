package dev.perigee.account;

import static dev.perigee.account.SignUps.fresh;
import static dev.perigee.account.SignUps.mailsLike;
import static dev.perigee.account.SignUps.signUp;
import static dev.perigee.account.SignUps.usersLike;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The way from a stranger to an account that waits for its confirmation. */
class SignUpTest {

    private static final Perigee SERVER = Perigee.shared();

    @Test
    @DisplayName("S-059")
    void a_sign_up_for_another_host_is_refused_and_mails_nobody() {
        String email = fresh("example.org");
        String body = Json.of("name", "Ada", "email", email, "password", Person.PASSWORD);
        assertThat(Http.to(SERVER)
                        .with("Host", "evil.example")
                        .post("/api/account", body)
                        .status())
                .isEqualTo(421);
        assertThat(usersLike(email) + mailsLike(email)).isEqualTo("00");
    }

    @Test
    @DisplayName("S-065")
    void a_name_is_shown_in_mails_as_the_text_that_it_is() {
        var person = Person.newOn(SERVER);
        String name = "<img src=x onerror=alert(1)> ${7*7} [[${7*7}]] {{7*7}} {0} '{1}'";
        signUp(name, person.email(), Person.PASSWORD);
        person.verify();
        person.signUp();
        var mail = person.waitForMail(2).json().path("items").path(0);
        assertThat(mail.path("subject").asString()).isEqualTo("You already have an account");
        assertThat(mail.path("text").asString()).contains(name).doesNotContain("[[49]]", "{{49}}");
        assertThat(mail.path("html").asString())
                .doesNotContain("<img src=x")
                .contains("&lt;img src=x onerror=alert(1)&gt; ${7*7} [[${7*7}]] {{7*7}} {0}");
    }

    @Test
    void a_sign_up_gives_no_session() {
        var person = Person.newOn(SERVER);
        var answer = person.signUp();
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().get("set-cookie"))
                .singleElement()
                .asString()
                .startsWith("__Host-signup=");
        assertThat(SERVER.query("""
                select count(*) from session s join app_user u on u.id = s.user_id where u.email = ?""", person.email())).isEqualTo("0");
    }

    @Test
    @DisplayName("S-048")
    void the_cookie_of_the_browser_that_signs_up_is_out_of_reach_of_scripts_and_other_sites() {
        String cookie = Person.newOn(SERVER).signUp().header("set-cookie").orElseThrow();
        assertThat(cookie.split("; ", -1))
                .contains("Path=/", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age=86400")
                .noneMatch(part -> part.startsWith("Domain"));
    }

    @Test
    void a_sign_up_makes_one_account_with_its_owner_and_the_free_plan() {
        var person = Person.newOn(SERVER);
        person.signUp();
        assertThat(SERVER.query("""
                select concat_ws('|', u.name, u.verified_at is null, u.locale, a.name, m.role, s.plan_id, s.status)
                  from app_user u join membership m on m.user_id = u.id
                  join account a on a.id = m.account_id join subscription s on s.account_id = a.id
                 where u.email = ?""", person.email())).isEqualTo("Ada Test|t|en|Test Ltd|owner|free|active");
        assertThat(SERVER.query("""
                select count(*) from membership m join app_user u on u.id = m.user_id where u.email = ?""", person.email())).isEqualTo("1");
    }

    @Test
    void an_account_without_a_name_of_its_own_is_named_after_its_owner() {
        String email = fresh("example.org");
        signUp("Grace", email, Person.PASSWORD);
        assertThat(accountNameOf(email)).isEqualTo("Grace");
    }

    private static String accountNameOf(String email) {
        return SERVER.query("""
                select a.name from account a join membership m on m.account_id = a.id
                  join app_user u on u.id = m.user_id where u.email = ?""", email);
    }

    @Test
    void the_mail_speaks_the_language_of_the_browser() {
        var person = Person.newOn(SERVER);
        Http.to(SERVER)
                .with("Accept-Language", "es-MX,es;q=0.9,en;q=0.5")
                .post("/api/account", Json.of("name", "Ada", "email", person.email(), "password", Person.PASSWORD));
        assertThat(person.waitForMail(1)
                        .json()
                        .path("items")
                        .path(0)
                        .path("subject")
                        .asString())
                .isNotEqualTo("Confirm your address");
        assertThat(SERVER.query("select locale from app_user where email = ?", person.email()))
                .isEqualTo("es");
    }

    @Test
    @DisplayName("S-004")
    void a_known_confirmed_address_gets_a_mail_that_says_so_and_nothing_changes() {
        var person = Person.signedIn(SERVER);
        String before = SERVER.query("select u::text from app_user u where email = ?", person.email());
        var answer = signUp("Mallory", person.email(), "eleven green badgers 7");
        assertThat(answer.status()).isEqualTo(202);
        var mail = person.waitForMail(2).json().path("items").path(0);
        assertThat(mail.path("subject").asString()).isEqualTo("You already have an account");
        assertThat(mail.toString()).doesNotContain("token", "Mallory");
        assertThat(SERVER.query("select u::text from app_user u where email = ?", person.email()))
                .isEqualTo(before);
        assertThat(person.signIn("eleven green badgers 7").status()).isEqualTo(401);
        assertThat(person.signIn().status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-004")
    void a_known_unconfirmed_address_gets_another_link_of_its_own() {
        var person = Person.newOn(SERVER);
        person.signUp();
        String first = person.mailedToken();
        person.signUp();
        String second = Person.tokenIn(person.waitForMail(2));
        assertThat(second).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(first);
        assertThat(SERVER.query(
                        "select string_agg(kind, ',' order by created_at) from mail where recipient = ?",
                        person.email()))
                .isEqualTo("verify,verify_again");
        assertThat(SERVER.query("select count(*) from app_user where email = ?", person.email()))
                .isEqualTo("1");
    }

    @Test
    @DisplayName("S-172")
    void twenty_sign_ups_with_one_address_at_once_make_one_person_with_one_account() {
        String email = fresh("example.org");
        var answers = Together.ask(20, number -> signUp("Ada " + number, email, Person.PASSWORD));
        assertThat(Together.statuses(answers))
                .as("A busy server may put some off")
                .contains(202)
                .isSubsetOf(202, 503);
        assertThat(SERVER.query("select count(*) from app_user where email = ?", email))
                .isEqualTo("1");
        assertThat(SERVER.query("""
                select count(*) from membership m join app_user u on u.id = m.user_id where u.email = ?""", email)).isEqualTo("1");
        long taken = answers.stream().filter(answer -> answer.status() == 202).count();
        assertThat(SERVER.query("""
                select count(*) from registration r join app_user u on u.id = r.user_id where u.email = ?""", email)).isEqualTo(Long.toString(taken));
    }
}
