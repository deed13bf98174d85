package dev.perigee.social;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Journey;
import dev.perigee.testing.Json;
import dev.perigee.testing.NetworkStandIn;
import dev.perigee.testing.NetworkStandIn.Told;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Signing in and up by a network: who comes in, as whom, and who does not. */
class SocialSignInTest {

    private static final Perigee SERVER = Perigee.shared();

    private static Journey journey() {
        return Journey.to(SERVER, "google");
    }

    private static String subject() {
        return UUID.randomUUID().toString();
    }

    private static void assertRefused(Answer answer, String code) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(303);
        assertThat(Journey.page(SERVER, answer)).isEqualTo("/signin");
        assertThat(Journey.given(answer)).containsExactlyEntriesOf(Map.of("error", code));
        assertThat(answer.cookie("__Host-refresh")).isEmpty();
    }

    private static void assertSignedIn(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(303);
        assertThat(answer.header("location")).contains(SERVER.url() + "/dashboard");
        assertThat(answer.cookie("__Host-refresh")).isNotEmpty();
    }

    private static Answer me(Answer back) {
        return Http.to(SERVER).bearer(Journey.token(SERVER, back)).get("/api/user");
    }

    private static void shutOut(String email) {
        SERVER.query("update app_user set disabled_at = now() where email = ?", email);
    }

    @Test
    void a_network_that_nobody_has_set_up_is_absent() {
        for (String network : List.of("nobody", "github", "apple", "GOOGLE", "google.", "-")) {
            assertThat(Journey.browser(SERVER)
                            .get("/api/auth/social/" + network)
                            .status())
                    .as(network)
                    .isEqualTo(404);
            assertThat(Journey.browser(SERVER)
                            .get("/api/auth/social/" + network + "/callback?state=x&code=y")
                            .status())
                    .as(network)
                    .isEqualTo(404);
        }
    }

    @Test
    void only_networks_that_are_set_up_are_offered() {
        var items = Http.to(SERVER).get("/api/auth/social").json().path("items");
        assertThat(items.valueStream()
                        .map(item -> item.path("name").asString()
                                + ' '
                                + item.path("label").asString()))
                .containsExactly("away away", "google Google");
    }

    @Test
    @DisplayName("S-070: a state that is none, another browser's, used, expired or of another network lets nobody in")
    void a_state_counts_once_in_the_browser_that_set_out() {
        var victim = journey();
        var attacker = journey();
        String code =
                "code=" + attacker.allow(Told.of(subject(), Person.newOn(SERVER).email()));
        var foreign = Journey.browser(SERVER).with("Cookie", "__Host-social=" + victim.cookie());
        String callback = attacker.callback() + "?" + code;
        assertRefused(foreign.get(callback + "&state=" + attacker.state()), "invalid_state");
        assertRefused(foreign.get(callback + "&state=" + victim.state() + "x"), "invalid_state");
        assertRefused(foreign.get(callback + "&state="), "invalid_state");
        assertRefused(foreign.get(callback), "invalid_state");
        assertRefused(Journey.browser(SERVER).get(callback + "&state=" + attacker.state()), "invalid_state");
        assertRefused(
                Journey.browser(SERVER)
                        .with("Cookie", "__Host-social=odd")
                        .get(callback + "&state=" + attacker.state()),
                "invalid_state");
        // What others try leaves the way open for whoever began it.
        assertSignedIn(attacker.back(code));
        assertRefused(attacker.back(code), "invalid_state");
    }

    @Test
    @DisplayName("S-070: ten minutes")
    void a_state_ends_after_ten_minutes() {
        var journey = journey();
        String hash = "sha256(convert_to(?, 'utf8'))";
        assertThat(SERVER.query(
                        "select round(extract(epoch from expires_at - now()))::int between 590 and 600 from social_flow"
                                + " where hash = " + hash,
                        journey.state()))
                .isEqualTo("t");
        SERVER.query("update social_flow set expires_at = now() where hash = " + hash, journey.state());
        assertRefused(journey.back(Told.of(subject(), Person.newOn(SERVER).email())), "invalid_state");
    }

    @Test
    @DisplayName("S-070: the database knows neither state nor cookie nor verifier")
    void the_database_alone_helps_nobody_to_complete_a_sign_in() {
        var journey = journey();
        String row = SERVER.query(
                "select f::text from social_flow f where hash = sha256(convert_to(?, 'utf8'))", journey.state());
        assertThat(row)
                .isNotEmpty()
                .doesNotContain(
                        journey.state(), journey.cookie(), journey.asked().get("nonce"));
    }

    @Test
    @DisplayName("S-071: PKCE and a nonce always, each time others")
    void the_network_is_asked_with_a_challenge_and_a_nonce_of_this_once() {
        var one = journey();
        var other = journey();
        assertThat(one.asked())
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("response_type", "code")
                .containsEntry("client_id", NetworkStandIn.CLIENT);
        for (String name : List.of("state", "nonce", "code_challenge")) {
            assertThat(one.asked().get(name))
                    .as(name)
                    .hasSize(43)
                    .isNotEqualTo(other.asked().get(name));
        }
        assertSignedIn(one.back(Told.of(subject(), Person.newOn(SERVER).email())));
        assertThat(NetworkStandIn.shared().exchanged())
                .anySatisfy(sent -> assertThat(NetworkStandIn.s256(sent.getOrDefault("code_verifier", "")))
                        .isEqualTo(one.asked().get("code_challenge")));
    }

    @Test
    @DisplayName("S-074: the address of the way back is ours, whatever a request says")
    void the_way_back_leads_here_whatever_a_request_says() {
        String ours = SERVER.url() + "/api/auth/social/google/callback";
        assertThat(Journey.to(SERVER, "google", "?redirect_uri=https://evil.example&callbackURL=https://evil.example")
                        .asked())
                .containsEntry("redirect_uri", ours);
        var answer = Journey.browser(SERVER)
                .with("X-Forwarded-Host", "evil.example")
                .with("X-Forwarded-Proto", "https")
                .with("Forwarded", "host=evil.example")
                .get("/api/auth/social/google");
        assertThat(NetworkStandIn.query(answer.header("location").orElseThrow().split("\\?", 2)[1]))
                .containsEntry("redirect_uri", ours);
        assertThat(Journey.browser(SERVER)
                        .with("Host", "evil.example")
                        .get("/api/auth/social/google")
                        .status())
                .isEqualTo(421);
    }

    @Test
    @DisplayName("S-048: the cookie of the way is out of reach of scripts, and travels back from another site")
    void the_cookie_of_the_way_is_out_of_reach_of_scripts() {
        var answer = Journey.browser(SERVER).get("/api/auth/social/google");
        assertThat(answer.header("set-cookie").orElse(""))
                .startsWith("__Host-social=")
                .contains("; Path=/;", "; Secure;", "; HttpOnly;", "SameSite=Lax")
                .doesNotContain("Domain");
    }

    @Test
    @DisplayName("S-075: a code of before, in a way of one's own")
    void a_code_counts_once() {
        var first = journey();
        String code = first.allow(Told.of(subject(), Person.newOn(SERVER).email()));
        assertSignedIn(first.back("code=" + code));
        assertRefused(journey().back("code=" + code), "social_refused");
    }

    @Test
    @DisplayName("S-075: of many who come back at once with one address, one comes in")
    void of_many_who_come_back_at_once_one_comes_in() {
        var journey = journey();
        String code = journey.allow(Told.of(subject(), Person.newOn(SERVER).email()));
        var answers = Together.ask(10, n -> journey.back("code=" + code));
        assertThat(answers.stream()
                        .filter(answer -> !answer.cookie("__Host-refresh").isEmpty()))
                .hasSize(1);
    }

    @Test
    @DisplayName("S-024: an address that the network has not checked makes no account")
    void an_address_counts_only_when_the_network_has_checked_it() {
        for (Object verified : List.of(false, "true", "", 1, List.of(true))) {
            String email = Person.newOn(SERVER).email();
            var told = Told.of(subject()).claim("email", email).claim("email_verified", verified);
            var answer = journey().back(told);
            assertThat(Journey.page(SERVER, answer)).as("%s", verified).isEqualTo("/signup");
            assertThat(Journey.given(answer)).containsOnlyKeys("social_token");
            assertThat(answer.cookie("__Host-refresh")).isEmpty();
            assertThat(SERVER.query("select count(*) from app_user where email = ?", email))
                    .isEqualTo("0");
        }
        var silent = Told.of(subject()).claim("email", Person.newOn(SERVER).email());
        assertThat(Journey.page(SERVER, journey().back(silent))).isEqualTo("/signup");
        assertThat(Journey.page(SERVER, journey().back(Told.of(subject()).claim("email_verified", true))))
                .isEqualTo("/signup");
    }

    @Test
    @DisplayName("S-024: nor does it link anybody")
    void an_address_that_the_network_has_not_checked_is_nobodys() {
        var person = Person.signedIn(SERVER);
        var told = Told.of(subject()).claim("email", person.email()).claim("email_verified", "true");
        assertThat(Journey.page(SERVER, journey().back(told))).isEqualTo("/signup");
        assertThat(SERVER.query("""
                select count(*) from social_identity i join app_user u on u.id = i.user_id where u.email = ?""", person.email())).isEqualTo("0");
    }

    @Test
    @DisplayName("S-025: an address that somebody has confirmed is not linked by whoever vouches for it")
    void an_address_that_somebody_has_is_not_linked() {
        var person = Person.signedIn(SERVER);
        assertRefused(journey().back(Told.of(subject(), person.email())), "link_first");
        assertThat(person.api().get("/api/user/social").json().path("items")).isEmpty();
    }

    @Test
    @DisplayName("S-025: who somebody is hangs on the network's name for them, not on an address")
    void another_subject_with_the_same_address_is_somebody_else() {
        String subject = subject();
        String email = Person.newOn(SERVER).email();
        var first = journey().back(Told.of(subject, email));
        assertSignedIn(first);
        String id = me(first).field("id");
        assertRefused(journey().back(Told.of(subject(), email)), "link_first");
        var later = journey().back(Told.of(subject, Person.newOn(SERVER).email()));
        assertThat(me(later).field("id")).isEqualTo(id);
        assertThat(me(later).field("email")).isEqualTo(email);
    }

    @Test
    @DisplayName("S-020: an unconfirmed sign-up gives way to whom the network vouches for")
    void an_unconfirmed_sign_up_gives_way() {
        var attacker = Person.newOn(SERVER);
        attacker.signUp();
        String planted = attacker.signIn().field("token");
        assertThat(planted).isNotEmpty();
        String link = attacker.mailedToken();
        var answer = journey().back(Told.of(subject(), attacker.email()));
        assertSignedIn(answer);
        assertThat(me(answer).field("email")).isEqualTo(attacker.email());
        assertThat(me(answer).field("verified")).isEqualTo("true");
        assertThat(attacker.signIn().status()).isEqualTo(401);
        assertThat(Http.to(SERVER).bearer(planted).get("/api/auth").field("authenticated"))
                .isEqualTo("false");
        assertThat(Http.to(SERVER)
                        .from(Perigee.freshAddress())
                        .post("/api/user/verify", Json.of("token", link, "password", Person.PASSWORD))
                        .status())
                .isEqualTo(410);
    }

    @Test
    @DisplayName("S-079: somebody who is shut out does not come in, and is refused like anybody")
    void somebody_who_is_shut_out_does_not_come_in() {
        String subject = subject();
        String email = Person.newOn(SERVER).email();
        assertSignedIn(journey().back(Told.of(subject, email)));
        shutOut(email);
        assertRefused(journey().back(Told.of(subject, email)), "social_refused");
        assertThat(SERVER.query("""
                select result from login where user_id = (select id from app_user where email = ?)
                 order by id desc limit 1""", email)).isEqualTo("disabled");
    }

    @Test
    @DisplayName("S-088: a network is one factor; the other is asked for")
    void a_second_factor_is_asked_for() {
        var person = Person.enrolled(SERVER);
        String subject = subject();
        link(person, subject);
        var answer = journey().back(Told.of(subject));
        assertThat(Journey.page(SERVER, answer)).isEqualTo("/otp");
        assertThat(answer.cookie("__Host-refresh")).isEmpty();
        String pending = Journey.given(answer).get("pending_token");
        assertThat(Http.to(SERVER)
                        .bearer(String.valueOf(pending))
                        .get("/api/user")
                        .status())
                .isEqualTo(401);
        var code = person.authenticator().next();
        assertThat(Http.to(SERVER)
                        .from(Perigee.freshAddress())
                        .post("/api/auth/otp", Json.of("pending_token", pending, "code", code))
                        .status())
                .isEqualTo(200);
    }

    private static void link(Person person, String subject) {
        var answer = Journey.by(SERVER, "google", person.api().post("/api/user/social/google/link", null))
                .back(Told.of(subject));
        assertThat(Journey.given(answer)).containsKey("linked");
    }

    @Test
    void who_says_no_at_the_network_is_told_so() {
        assertRefused(journey().back("error=access_denied"), "social_cancelled");
        assertRefused(journey().back("error=%3Cscript%3E&error_description=anything"), "social_refused");
        assertRefused(journey().back("nothing=at-all"), "social_refused");
    }

    @Test
    void a_program_is_answered_the_problem() {
        var journey = journey();
        var answer = journey.arrive(Http.to(SERVER), "error=access_denied");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("social_cancelled");
        assertThat(journey.arrive(Http.to(SERVER), "code=x").code()).isEqualTo("invalid_state");
    }

    @Test
    void a_newcomer_gets_an_account_without_a_password() {
        String email = Person.newOn(SERVER).email();
        var told = Told.of(subject(), email)
                .claim("name", "Ada\u0007 \u202eLovelace")
                .claim("picture", "https://pictures.example/ada.png");
        var answer = journey().back(told);
        assertSignedIn(answer);
        var me = me(answer);
        assertThat(me.field("email")).isEqualTo(email);
        assertThat(me.field("name")).isEqualTo("Ada Lovelace");
        assertThat(me.field("avatar")).isEqualTo("https://pictures.example/ada.png");
        assertThat(me.field("permission")).isEqualTo("owner");
        assertThat(me.field("verified")).isEqualTo("true");
        assertThat(SERVER.query("select password_hash from app_user where email = ?", email))
                .isEqualTo("none");
        assertThat(Http.to(SERVER)
                        .from(Perigee.freshAddress())
                        .post("/api/auth", Json.of("email", email, "password", "none"))
                        .status())
                .isEqualTo(401);
        assertThat(answer.cookie("__Host-social")).isEmpty();
    }

    @Test
    void of_two_first_sign_ins_of_one_identity_at_once_one_makes_the_account() {
        String subject = subject();
        String email = Person.newOn(SERVER).email();
        var answers = Together.ask(6, n -> journey().back(Told.of(subject, email)));
        assertThat(answers).allSatisfy(SocialSignInTest::assertSignedIn);
        assertThat(SERVER.query("select count(*) from app_user where email = ?", email))
                .isEqualTo("1");
        assertThat(SERVER.query("select count(*) from social_identity where subject = ?", subject))
                .isEqualTo("1");
    }

    @Test
    void the_status_tells_who_can_come_in_by_a_network() {
        var answer = journey().back(Told.of(subject(), Person.newOn(SERVER).email()));
        String token = Journey.token(SERVER, answer);
        assertThat(Http.to(SERVER).bearer(token).get("/api/auth").field("social_token"))
                .isEqualTo("true");
        var person = Person.signedIn(SERVER);
        assertThat(person.api().get("/api/auth").field("social_token")).isEqualTo("false");
        link(person, subject());
        assertThat(person.api().get("/api/auth").field("social_token")).isEqualTo("true");
    }

    @Test
    void a_picture_follows_the_network_until_there_is_another() {
        String subject = subject();
        String email = Person.newOn(SERVER).email();
        journey().back(Told.of(subject, email).claim("picture", "https://pictures.example/1.png"));
        var second = journey().back(Told.of(subject, email).claim("picture", "https://pictures.example/2.png"));
        assertThat(me(second).field("avatar")).isEqualTo("https://pictures.example/2.png");
        SERVER.query("update app_user set avatar = 'https://own.example/me.png' where email = ?", email);
        var third = journey().back(Told.of(subject, email).claim("picture", "https://pictures.example/3.png"));
        assertThat(me(third).field("avatar")).isEqualTo("https://own.example/me.png");
    }

    @Test
    void a_picture_that_is_no_address_of_one_is_left_out() {
        for (String odd :
                List.of("javascript:alert(1)", "http://plain.example/a.png", "https://a.example/\"><b>", "")) {
            var answer = journey()
                    .back(Told.of(subject(), Person.newOn(SERVER).email()).claim("picture", odd));
            assertThat(me(answer).field("avatar")).as(odd).isEmpty();
        }
    }

    @Test
    void an_invite_survives_the_detour_and_the_network_does_not_see_it() {
        var journey = Journey.to(SERVER, "google", "?invite=Xr2kTq8vLw5nYc1b");
        assertThat(journey.address()).doesNotContain("Xr2kTq8vLw5nYc1b");
        var answer = journey.back(Told.of(subject(), Person.newOn(SERVER).email()));
        assertThat(Journey.page(SERVER, answer)).isEqualTo("/invite");
        assertThat(Journey.given(answer)).containsEntry("token", "Xr2kTq8vLw5nYc1b");
        var odd = Journey.to(SERVER, "google", "?invite=//evil.example")
                .back(Told.of(subject(), Person.newOn(SERVER).email()));
        assertThat(Journey.page(SERVER, odd)).isEqualTo("/dashboard");
        assertThat(Journey.given(odd)).isEmpty();
    }

    @Test
    void a_browser_that_comes_back_keeps_its_name() {
        var person = Person.signedIn(SERVER);
        var signedIn =
                Http.to(SERVER).post("/api/user/auth", Json.of("email", person.email(), "password", Person.PASSWORD));
        String device = signedIn.cookie("__Host-device");
        var journey = Journey.to(SERVER, "google");
        String code = journey.allow(Told.of(subject(), Person.newOn(SERVER).email()));
        var back = Journey.browser(SERVER)
                .with("Cookie", "__Host-social=" + journey.cookie() + "; __Host-device=" + device)
                .get(journey.callback() + "?state=" + journey.state() + "&code=" + code);
        assertThat(back.cookie("__Host-device")).isEqualTo(device);
    }
}
