package dev.perigee.social;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Journey;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The whole way, to a real provider of OpenID Connect and back, found by its issuer alone. */
class ProviderTest {

    /** Where the server says that it is met; a provider may refuse the name localhost (RFC 8252 §8.3). */
    private static final String HOME = "http://127.0.0.1:" + Perigee.shared().port();

    private static final String EMAIL = Person.newOn(Perigee.shared()).email();

    private static HonestProvider provider;
    private static Perigee server;

    @BeforeAll
    static void start() {
        provider = new HonestProvider(HOME + "/api/auth/social/acme/callback", EMAIL);
        server = Perigee.node(Perigee.roomy(
                "perigee.client-url=" + HOME,
                "perigee.social.acme.label=ACME",
                "perigee.social.acme.client-id=" + HonestProvider.CLIENT,
                "perigee.social.acme.client-secret=" + HonestProvider.SECRET,
                "perigee.social.acme.issuer=" + provider.issuer()));
    }

    @AfterAll
    static void stop() {
        server.close();
        provider.close();
    }

    private static Http atProvider() {
        return Http.to(provider.port()).with("Host", "127.0.0.1:" + provider.port());
    }

    /** The person signs in at the provider, which sends them back to this path. */
    private static String throughProvider(Journey journey) {
        String form = "username=" + HonestProvider.PERSON + "&password="
                + URLEncoder.encode(HonestProvider.PASSWORD, StandardCharsets.UTF_8);
        var login = atProvider()
                .with("Content-Type", "application/x-www-form-urlencoded")
                .post("/login", form);
        assertThat(login.header("location").orElse("")).as(login.toString()).endsWith("/");
        String session = login.cookie("JSESSIONID");
        assertThat(journey.address()).startsWith(provider.issuer() + "/oauth2/authorize?");
        var sent = atProvider()
                .with("Cookie", "JSESSIONID=" + session)
                .get(journey.address().substring(provider.issuer().length()));
        String back = sent.header("location").orElse("");
        assertThat(back).as(sent.toString()).startsWith(HOME + journey.callback());
        return back.substring(HOME.length());
    }

    private static Answer arrive(Journey journey, String path) {
        return Journey.browser(server)
                .with("Cookie", "__Host-social=" + journey.cookie())
                .get(path);
    }

    @Test
    @DisplayName("S-071: a provider that insists on PKCE lets its people through, again and again as the same")
    void the_whole_way_and_once_more() {
        var first = Journey.to(server, "acme");
        String path = throughProvider(first);
        assertThat(path).contains("code=", "state=");
        var answer = arrive(first, path);
        assertThat(answer.header("location")).as(answer.toString()).contains(HOME + "/dashboard");
        assertThat(arrive(first, path).header("location").orElse("")).endsWith("/signin#error=invalid_state");
        var again = Journey.to(server, "acme");
        var second = arrive(again, throughProvider(again));
        assertThat(second.header("location")).contains(HOME + "/dashboard");
        assertThat(Perigee.shared().query("""
                select count(*) || ' ' || min(subject) from social_identity i join app_user u on u.id = i.user_id
                 where u.email = ?""", EMAIL)).isEqualTo("1 " + HonestProvider.PERSON);
    }
}
