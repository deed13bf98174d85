package dev.perigee.contract;

import dev.perigee.testing.Journey;
import dev.perigee.testing.Json;
import dev.perigee.testing.NetworkStandIn;
import dev.perigee.testing.NetworkStandIn.Told;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.util.UUID;

/** What the examples need of somebody's visits to a social network: each value is of the visit that was begun last. */
final class Visit {

    static final String VERIFIER = "Xr2kTq8vLw5nYc1bZs7gHm4dJf9pEu3aOi6tRy0eQxA";

    private static final String NETWORK = "google";

    private final Perigee server;
    private Journey journey;

    Visit(Perigee server) {
        this.server = server;
    }

    /** What a name of the examples stands for. */
    String know(String name) {
        return switch (name) {
            case "state_token" -> begun(Journey.to(server, NETWORK)).state();
            case "taken_state" -> begun(linking(Person.signedIn(server))).state();
            case "crowded_state" -> begun(linking(crowded())).state();
            case "cookie" -> journey.cookie();
            case "code" -> journey.allow(Told.of(subject(), Person.newOn(server).email()));
            case "owners_code" ->
                journey.allow(Told.of(subject(), Person.signedIn(server).email()));
            case "taken_code" -> journey.allow(Told.of(linked()));
            case "silent_code" -> journey.allow(Told.of(subject()).token(NetworkStandIn.status(500)));
            case "native_code" -> nativeCode();
            case "verifier" -> VERIFIER;
            case "sign_up_token" -> signUpToken();
            case "confirm_token" -> confirmToken();
            default -> throw new IllegalArgumentException("Nobody knows social." + name);
        };
    }

    private Journey begun(Journey next) {
        journey = next;
        return next;
    }

    private static String subject() {
        return UUID.randomUUID().toString();
    }

    private Journey linking(Person person) {
        return Journey.by(server, NETWORK, person.api().post("/api/user/social/" + NETWORK + "/link", null));
    }

    private String linked() {
        String subject = subject();
        link(server, Person.signedIn(server), subject);
        return subject;
    }

    /** Straight in the database. */
    static String link(Perigee server, Person person, String subject) {
        return server.query("""
                insert into social_identity (id, user_id, network, issuer, subject, email, picture, last_used_at)
                select gen_random_uuid(), id, 'google', ?, ?, email, 'https://pictures.example/a.png', now()
                  from app_user where email = ?
                returning id""", NetworkStandIn.shared().url(), subject, person.email());
    }

    private Person crowded() {
        var person = Person.signedIn(server);
        for (int i = 0; i < 20; i++) {
            link(server, person, subject());
        }
        return person;
    }

    private String nativeCode() {
        begun(Journey.to(server, NETWORK, "?client=native&challenge=" + NetworkStandIn.s256(VERIFIER)));
        return Journey.given(
                        journey.back(Told.of(subject(), Person.newOn(server).email())))
                .get("code");
    }

    private String signUpToken() {
        begun(Journey.to(server, NETWORK));
        return Journey.given(journey.back(Told.of(subject()))).get("social_token");
    }

    private String confirmToken() {
        String token = signUpToken();
        var person = Person.newOn(server);
        return person.tokenBy(
                () -> Journey.browser(server)
                        .with("Cookie", "__Host-social=" + journey.cookie())
                        .post("/api/auth/social/signup", Json.of("social_token", token, "email", person.email())),
                "/social");
    }
}
