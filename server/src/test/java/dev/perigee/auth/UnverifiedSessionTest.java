package dev.perigee.auth;

import static dev.perigee.auth.SignedUp.assertSpent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.web.Route;
import dev.perigee.web.Routes;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What somebody may do who has signed in and not yet confirmed their address. */
class UnverifiedSessionTest {

    private static final Perigee SERVER = Perigee.shared();

    @Test
    void confirming_ends_the_limited_sessions_from_before() {
        var signedUp = SignedUp.anybody();
        var limited = signedUp.person().signIn();
        var http = Http.to(SERVER).bearer(limited.field("token"));
        assertThat(http.get("/api/auth").field("authenticated")).isEqualTo("true");
        signedUp.inTheSameBrowser();
        assertThat(http.get("/api/auth").field("authenticated")).isEqualTo("false");
        assertThat(Http.to(SERVER)
                        .post("/api/auth/refresh", Json.of("refresh_token", limited.field("refresh_token")))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void a_session_with_an_unconfirmed_address_reaches_no_other_route() {
        var http = Http.to(SERVER).bearer(SignedUp.anybody().person().signIn().field("token"));
        var routes = SERVER.bean(Routes.class).all().stream()
                .filter(route -> route.verify() != null && !route.verify().unverified())
                .toList();
        assertThat(routes).hasSizeGreaterThan(8);
        for (Route route : routes) {
            String path = route.path().replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
            var answer = http.send(route.method(), path, null);
            assertThat(answer.status()).as(route.toString()).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("unverified");
        }
    }

    @Test
    void a_session_with_an_unconfirmed_address_reaches_status_another_mail_and_sign_out_alone() {
        assertThat(SERVER.bean(Routes.class).all().stream()
                        .filter(route ->
                                route.verify() != null && route.verify().unverified())
                        .map(route -> route.method() + ' ' + route.path()))
                .containsExactlyInAnyOrder("DELETE /api/auth", "POST /api/user/verify/request");
        var signedUp = SignedUp.anybody();
        var http = Http.to(SERVER).bearer(signedUp.person().signIn().field("token"));
        var status = http.get("/api/auth");
        assertThat(status.field("authenticated") + status.field("verified")).isEqualTo("truefalse");
        assertThat(http.post("/api/user/verify/request", null).status()).isEqualTo(202);
        assertThat(http.delete("/api/auth").status()).isEqualTo(204);
        assertThat(http.get("/api/auth").field("authenticated")).isEqualTo("false");
    }

    @Test
    void a_link_asked_for_again_is_another_one_and_both_work_until_one_is_used() {
        var first = SignedUp.anybody();
        String nonce = Http.to(SERVER)
                .bearer(first.person().signIn().field("token"))
                .post("/api/user/verify/request", null)
                .cookie("__Host-signup");
        var second = new SignedUp(first.person(), Person.tokenIn(first.person().waitForMail(2)), nonce);
        assertThat(second.token()).isNotEqualTo(first.token());
        assertThat(first.inTheSameBrowser().status()).isEqualTo(200);
        assertSpent(second.inTheSameBrowser());
    }

    @Test
    void nobody_may_ask_for_another_link_without_a_session() {
        assertThat(Http.to(SERVER).post("/api/user/verify/request", null).status())
                .isEqualTo(401);
    }

    @Test
    void somebody_confirmed_gets_no_other_link() {
        var answer = Person.signedIn(SERVER).api().post("/api/user/verify/request", null);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("already_verified");
    }
}
