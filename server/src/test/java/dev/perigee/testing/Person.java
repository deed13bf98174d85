package dev.perigee.testing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** Somebody who uses a server: signs up, reads their mail, signs in. */
public final class Person {

    public static final String PASSWORD = "seven purple otters 42";

    /** Between two questions. */
    private static final Duration PAUSE = Duration.ofMillis(5);

    private static final Map<Perigee, Person> FIRST_ENROLLED = new ConcurrentHashMap<>();

    private final Perigee server;
    private final String email;
    private String token = "";
    private Authenticator authenticator;
    private List<String> backupCodes = List.of();

    private Person(Perigee server, String email) {
        this.server = server;
        this.email = email;
    }

    /** Somebody new with an address of their own, who has done nothing yet. */
    public static Person newOn(Perigee server) {
        return new Person(server, "p-" + UUID.randomUUID() + "@example.org");
    }

    /** Somebody who has signed up, confirmed their address and is signed in. */
    public static Person signedIn(Perigee server) {
        var person = newOn(server);
        var answer = person.verifyIn(person.signUp().cookie("__Host-signup"));
        if (answer.status() != 200) {
            throw new IllegalStateException("Verification answered " + answer);
        }
        person.token = answer.field("token");
        return person;
    }

    /** Somebody who is in the database already, with {@link #PASSWORD} and this access token. */
    static Person known(Perigee server, String email, String token) {
        var person = new Person(server, email);
        person.token = token;
        return person;
    }

    /** Somebody with a second factor, signed in by it. */
    public static Person enrolled(Perigee server) {
        return signedIn(server).withSecondFactor();
    }

    /**
     * Has a second factor from now on, and has shown it in every session. Ten backup codes are ten hashes, which take a
     * while: they are those of the first who is asked for on a server.
     */
    public Person withSecondFactor() {
        var first = FIRST_ENROLLED.computeIfAbsent(server, Person::enrol);
        authenticator = new Authenticator(server.enrol(email, first.email));
        backupCodes = first.backupCodes;
        return this;
    }

    private static Person enrol(Perigee server) {
        var person = signedIn(server);
        person.beginToEnrol();
        person.enrol(person.authenticator.next());
        return person;
    }

    /** Sets up an authenticator app, whose first code is still to be shown. */
    public Authenticator beginToEnrol() {
        authenticator = new Authenticator(api().post("/api/user/2fa", null).field("secret"));
        return authenticator;
    }

    public Answer enrol(String code) {
        var answer = api().send("PUT", "/api/user/2fa", Json.of("code", code));
        backupCodes = answer.json()
                .path("backup_codes")
                .valueStream()
                .map(each -> each.asString())
                .toList();
        return answer;
    }

    public Authenticator authenticator() {
        return authenticator;
    }

    /** Ten, once the person has a second factor. */
    public List<String> backupCodes() {
        return backupCodes;
    }

    /** A device's answer to the question for a new passkey. */
    public Map<String, Object> newPasskey() {
        return new SoftwareKey(server.url())
                .create(api().post("/api/auth/passkey/options", null).json());
    }

    /** The id of a passkey that this person has. */
    public String passkeyId() {
        return addPasskey(new SoftwareKey(server.url()));
    }

    private String addPasskey(SoftwareKey key) {
        var credential =
                key.create(api().post("/api/auth/passkey/options", null).json());
        return api().post("/api/auth/passkey", Json.of("credential", credential, "name", "Phone"))
                .field("id");
    }

    /** A device's answer to the question who this is, by a passkey that it made before. */
    public Map<String, Object> usedPasskey() {
        var key = new SoftwareKey(server.url());
        addPasskey(key);
        return key.get(
                Http.to(server).post("/api/auth/passkey/verify/options", null).json());
    }

    /**
     * Puts a hash of another system in the place of ours. To compare a password with it takes a thousandth of the time,
     * for tests that show one again and again; the next sign-in brings ours back.
     */
    public void hashQuickly() {
        String hash = new BCryptPasswordEncoder(4).encode(PASSWORD);
        server.query("update app_user set password_hash = ? where email = ?", hash, email);
    }

    /** Lets time pass since this person proved last, in any session, who they are. */
    public void proveNothingFor(String interval) {
        String ids = server.query("""
                with aged as (update session s set proved_at = now() - ?::interval from app_user u
                               where u.id = s.user_id and u.email = ? returning s.id)
                select string_agg(id::text, ' ') from aged""", interval, email);
        for (String id : ids.split(" ", -1)) {
            server.tell("session", UUID.fromString(id));
        }
    }

    /** Of a sign-in by password that lacks its code. */
    public String pendingToken() {
        return signIn().field("pending_token");
    }

    public Answer signUp() {
        return Http.to(server).post("/api/account", """
                {"name": "Ada Test", "email": "%s", "password": "%s", "account": "Test Ltd"}""".formatted(email, PASSWORD));
    }

    /** Confirms the address in the browser that signed up, which takes no password, and so no hash. */
    private Answer verifyIn(String browser) {
        return Http.to(server)
                .with("Cookie", "__Host-signup=" + browser)
                .post("/api/user/verify", Json.of("token", mailedToken()));
    }

    /** Confirms the address with the newest mailed token and the password. */
    public Answer verify() {
        return Http.to(server).post("/api/user/verify", """
                {"token": "%s", "password": "%s"}""".formatted(mailedToken(), PASSWORD));
    }

    public Answer signIn() {
        return signIn(PASSWORD);
    }

    public Answer signIn(String password) {
        return signIn(Http.to(server), password);
    }

    /** Signs in as and from where this client does. */
    public Answer signIn(Http client) {
        return signIn(client, PASSWORD);
    }

    private Answer signIn(Http client, String password) {
        return client.post("/api/user/auth", """
                {"email": "%s", "password": "%s", "client": "native"}""".formatted(email, password));
    }

    /** The token of the newest mail's main link; waits for the mail. */
    public String mailedToken() {
        return tokenIn(waitForMail(1));
    }

    /** Asks for a mail whose main link leads to a page, and gives the token of that link once the mail is there. */
    public String tokenBy(Runnable asking, String page) {
        int before = linksTo(page).size();
        asking.run();
        return until(() -> {
            var links = linksTo(page);
            return links.size() > before ? links.getFirst() : null;
        });
    }

    private List<String> linksTo(String page) {
        String start = server.url() + page + "#token=";
        return mails().json()
                .path("items")
                .valueStream()
                .map(mail -> mail.path("links").path(0).asString(""))
                .filter(link -> link.startsWith(start))
                .map(link -> link.substring(start.length()))
                .toList();
    }

    public Answer mails() {
        return Http.to(server).get("/dev/mail/messages?to=" + email);
    }

    /** A sign-in link's token. */
    public String magicToken() {
        return tokenBy(
                () -> Http.to(server).from(Perigee.freshAddress()).post("/api/auth/magic", Json.of("email", email)),
                "/magic");
    }

    /** The token of a link for a new password. */
    public String resetToken() {
        return tokenBy(
                () -> Http.to(server)
                        .from(Perigee.freshAddress())
                        .post("/api/user/password/reset/request", Json.of("email", email)),
                "/resetpassword");
    }

    /** Of an invite by somebody who may invite. */
    public String inviteToken(Person inviter) {
        String body = Json.of("invites", List.of(Map.of("email", email, "permission", "user")));
        return tokenBy(() -> inviter.api().post("/api/invite", body), "/invite");
    }

    /** The token of the link for "this was not me", after a sign-in from here and one where this person never was. */
    public String disownToken() {
        signIn();
        return tokenBy(() -> signIn(Http.to(server).from(Perigee.freshNetwork())), "/notme");
    }

    /** The token of the link to an archive of the data of this person's account, once any other is made. */
    public String exportToken() {
        until(() -> List.of("waiting", "running")
                        .contains(api().get("/api/account/export")
                                .json()
                                .path("state")
                                .asString(""))
                ? null
                : true);
        return tokenBy(
                () -> {
                    var answer = api().post("/api/account/export", null);
                    if (answer.status() != 202) {
                        throw new IllegalStateException("Asking for an archive was answered " + answer);
                    }
                },
                "/export");
    }

    /** The token of a link to another address, after asking to change to it. */
    public String emailToken() {
        var next = newOn(server);
        String body = Json.of("email", next.email, "password", PASSWORD);
        return next.tokenBy(() -> api().from(Perigee.freshAddress()).post("/api/user/email", body), "/email");
    }

    /** The token after {@code #token=} in the newest mail. */
    public static String tokenIn(Answer mails) {
        String link = mails.json().path("items").path(0).path("links").path(0).asString();
        return link.substring(link.indexOf("#token=") + "#token=".length());
    }

    /** The mailbox's answer for this person, once it holds so many mails. */
    public Answer waitForMail(int count) {
        return until(() -> {
            var answer = Http.to(server).get("/dev/mail/messages?to=" + email);
            return answer.json().path("items").size() >= count ? answer : null;
        });
    }

    /** Asks again and again until there is an answer; fails after ten seconds. */
    public static <T> T until(Supplier<T> question) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (System.nanoTime() < end) {
            T answer = question.get();
            if (answer != null) {
                return answer;
            }
            // Whoever asks without end takes the processor from those who are to bring the answer about.
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new AssertionError("Waited ten seconds in vain");
    }

    /** A client that bears this person's access token. */
    public Http api() {
        return Http.to(server).bearer(token);
    }

    public String email() {
        return email;
    }

    public String token() {
        return token;
    }
}
