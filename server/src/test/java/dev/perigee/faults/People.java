package dev.perigee.faults;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Person;
import dev.perigee.testing.SmtpStandIn;
import java.time.Duration;
import java.util.concurrent.Executors;

/** Signs people up as they do it themselves, with a mail in between. */
record People(Http client, SmtpStandIn smtp) {

    private static final Duration MAIL = Duration.ofSeconds(30);

    Answer signUp(String email) {
        return client.post("/api/account", Json.of("name", "Ada", "email", email, "password", Person.PASSWORD));
    }

    /** Lets somebody who is not confirmed ask for so many mails. */
    void askForMails(String email, int number) {
        signUp(email);
        var password = Json.of("email", email, "password", Person.PASSWORD, "client", "native");
        var session = client.bearer(client.post("/api/user/auth", password).field("token"));
        try (var askers = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < number; i++) {
                askers.execute(() -> session.post("/api/user/verify/request", ""));
            }
        }
    }

    /** Signs up, reads the mail and confirms the address. */
    void settle(String email) {
        signUp(email);
        Patience.until("the mail to " + email, MAIL, () -> smtp.takenFor(email) > 0);
        String token = smtp.taken().stream()
                .filter(mail -> mail.receiver().equals(email))
                .findFirst()
                .orElseThrow()
                .token();
        var answer = client.post("/api/user/verify", Json.of("token", token, "password", Person.PASSWORD));
        if (answer.status() != 200) {
            throw new IllegalStateException("Verification answered " + answer);
        }
    }
}
