package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;

/**
 * Somebody with a usual way of coming in: their first sign-in, by the link of a mail.
 *
 * @param home an address of the network in which they did so, with {@link #FIREFOX_ON_WINDOWS}
 * @param cookie that names their browser
 */
record Regular(Perigee server, Person person, String home, String cookie) {

    static final String FIREFOX_ON_WINDOWS =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
    static final String NEWER_FIREFOX_ON_WINDOWS =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:152.0) Gecko/20100101 Firefox/152.0";
    static final String CHROME_ON_WINDOWS =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
    static final String FIREFOX_ON_LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    static final String SAFARI_ON_MAC =
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15";

    static Regular on(Perigee server) {
        String home = Perigee.freshNetwork();
        return on(server, home, Http.to(server).from(home));
    }

    /** Whose home is seen as this client comes, however its address is told. */
    static Regular on(Perigee server, String home, Http client) {
        var person = Person.newOn(server);
        person.signUp();
        var first = client.with("User-Agent", FIREFOX_ON_WINDOWS)
                .post("/api/user/verify", Json.of("token", person.mailedToken(), "password", Person.PASSWORD));
        assertThat(first.status()).isEqualTo(200);
        return new Regular(server, person, home, first.cookie("__Host-device"));
    }

    /** A usual sign-in. */
    Answer fromHome() {
        return signIn(home, FIREFOX_ON_WINDOWS);
    }

    /** A sign-in about which all is new. */
    Answer fromAbroad() {
        return signIn(Perigee.freshNetwork(), SAFARI_ON_MAC);
    }

    Answer signIn(String from, String userAgent) {
        return signIn(Http.to(server).from(from).with("User-Agent", userAgent), Person.PASSWORD);
    }

    Answer signInWithCookie(String from, String userAgent, String cookie) {
        return signIn(
                Http.to(server).from(from).with("User-Agent", userAgent).with("Cookie", "__Host-device=" + cookie),
                Person.PASSWORD);
    }

    Answer signIn(Http client, String password) {
        return client.post("/api/user/auth", Json.of("email", person.email(), "password", password));
    }

    /** How many mails of a kind were written; the outbox holds them from the answer on. */
    int mails(String kind) {
        return Integer.parseInt(
                server.query("select count(*) from mail where recipient = ? and kind = ?", person.email(), kind));
    }

    boolean blocked() {
        return "t".equals(server.query("select blocked_at is not null from app_user where email = ?", person.email()));
    }

    String lastResult() {
        return server.query("""
                select result from login where user_id = (select id from app_user where email = ?)
                 order by id desc limit 1""", person.email());
    }

    /** Lets all that was ever done seem so long ago. */
    void later(String time) {
        server.query("""
                update login set time = time - cast(? as interval)
                 where user_id = (select id from app_user where email = ?)""", time, person.email());
    }

    static void assertBlocked(Answer answer) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("sign_in_blocked");
        assertThat(answer.header("set-cookie")).isEmpty();
        assertThat(answer.body()).doesNotContain("token\"");
    }
}
