package dev.perigee.testing;

import dev.perigee.testing.NetworkStandIn.Told;
import java.util.UUID;

/**
 * A browser that is back from a social network which told no address that it has checked.
 *
 * @param subject as whom the network knows its person
 * @param cookie by which the browser is known
 * @param token by which the person names an address; empty when the network brought no newcomer back
 */
public record Newcomer(Perigee server, String subject, String cookie, String token) {

    public static Newcomer back() {
        return back(UUID.randomUUID().toString());
    }

    /** On the shared server. */
    public static Newcomer back(String subject) {
        var server = Perigee.shared();
        var journey = Journey.to(server, "google");
        var answer = journey.back(Told.of(subject).claim("name", "Ada"));
        return new Newcomer(
                server, subject, journey.cookie(), Journey.given(answer).getOrDefault("social_token", ""));
    }

    public Http client() {
        return Http.to(server).from(Perigee.freshAddress()).with("Cookie", "__Host-social=" + cookie);
    }

    public Answer name(Person person) {
        return client().with("User-Agent", "Firefox/140.0 (Windows NT 10.0)")
                .post("/api/auth/social/signup", Json.of("social_token", token, "email", person.email()));
    }

    /** The token of the mail that asks the person. */
    public String mailedTo(Person person) {
        return person.tokenBy(() -> name(person), "/social");
    }

    public Answer confirm(String mailed) {
        return client().post("/api/auth/social/confirm", Json.of("token", mailed));
    }
}
