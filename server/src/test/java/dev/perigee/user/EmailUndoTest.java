package dev.perigee.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import org.junit.jupiter.api.Test;

/** Whoever stole a password must not keep the account by moving it to a mailbox of their own. */
class EmailUndoTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final String THEIRS = "a thief's own lanterns 9";

    private final Person victim = Person.signedIn(SERVER);
    private final Http thief = Http.to(SERVER).bearer(victim.signIn().field("token"));

    /** Moves the account to this address; the link that the address before is mailed comes back. */
    private String move(Person from, Person to) {
        String token = to.tokenBy(
                () -> thief.post("/api/user/email", Json.of("email", to.email(), "password", Person.PASSWORD)),
                "/email");
        return from.tokenBy(
                () -> assertThat(thief.post("/api/user/email/confirm", Json.of("token", token))
                                .status())
                        .isEqualTo(204),
                "/notme");
    }

    private static Answer undo(String token) {
        return Http.to(SERVER).from(Perigee.freshAddress()).post("/api/auth/disown", Json.of("token", token));
    }

    private static Answer choose(Answer undone, String password) {
        return Http.to(SERVER)
                .from(Perigee.freshAddress())
                .post("/api/user/password/reset", Json.of("token", undone.field("reset_token"), "password", password));
    }

    /** Whose account has the address now; nobody's: nothing. */
    private static String accountOf(Person address) {
        return SERVER.query("select id from app_user where email = ?", address.email());
    }

    private static void assertSpent(Answer answer) {
        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.code()).isEqualTo("link_spent");
    }

    @Test
    void whatever_the_thief_does_then_the_old_address_takes_the_account_back() {
        var hideout = Person.newOn(SERVER);
        String link = move(victim, hideout);
        assertThat(thief.send("PUT", "/api/user/password", Json.of("current", Person.PASSWORD, "password", THEIRS))
                        .status())
                .isEqualTo(204);
        var session = hideout.signIn(THEIRS);
        var undone = undo(link);
        assertThat(undone.status()).isEqualTo(200);
        assertThat(Http.to(SERVER)
                        .bearer(session.field("token"))
                        .get("/api/user")
                        .status())
                .isEqualTo(401);
        assertThat(thief.get("/api/user").status()).isEqualTo(401);
        assertThat(hideout.signIn(THEIRS).status()).isEqualTo(401);
        assertThat(victim.signIn(THEIRS).status()).isEqualTo(401);
        assertThat(choose(undone, "five quiet windmills 3").status()).isEqualTo(204);
        assertThat(victim.signIn("five quiet windmills 3").field("user.email")).isEqualTo(victim.email());
        Person.until(() -> hideout.mails().body().contains("Your change of address was undone") ? true : null);
    }

    @Test
    void a_link_that_the_thief_was_mailed_is_void_then() {
        var hideout = Person.newOn(SERVER);
        String link = move(victim, hideout);
        String magic = hideout.magicToken();
        String reset = hideout.resetToken();
        String theirs = move(hideout, Person.newOn(SERVER));
        assertThat(undo(link).status()).isEqualTo(200);
        assertSpent(Http.to(SERVER).post("/api/auth/magic/verify", Json.of("token", magic)));
        assertSpent(Http.to(SERVER)
                .from(Perigee.freshAddress())
                .post("/api/user/password/reset", Json.of("token", reset, "password", THEIRS)));
        assertSpent(undo(theirs));
    }

    @Test
    void of_two_old_addresses_the_older_has_the_last_word() {
        var first = Person.newOn(SERVER);
        var second = Person.newOn(SERVER);
        String account = accountOf(victim);
        String older = move(victim, first);
        String younger = move(first, second);
        assertThat(undo(younger).status()).isEqualTo(200);
        assertThat(accountOf(first)).isEqualTo(account);
        assertThat(undo(older).status()).isEqualTo(200);
        assertThat(accountOf(victim)).isEqualTo(account);
        assertThat(accountOf(first)).isEmpty();
    }

    @Test
    void the_link_of_a_sign_in_before_the_change_takes_the_account_back_too() {
        String account = accountOf(victim);
        String link = victim.disownToken();
        String undo = move(victim, Person.newOn(SERVER));
        assertThat(undo(link).status()).isEqualTo(200);
        assertThat(accountOf(victim)).isEqualTo(account);
        assertSpent(undo(undo));
    }

    @Test
    void the_link_of_a_sign_in_after_the_change_leaves_the_new_address() {
        String account = accountOf(victim);
        var next = Person.newOn(SERVER);
        String link = move(victim, next);
        assertThat(undo(next.disownToken()).status()).isEqualTo(200);
        assertThat(accountOf(next)).isEqualTo(account);
        assertThat(undo(link).status()).isEqualTo(200);
        assertThat(accountOf(victim)).isEqualTo(account);
    }

    @Test
    void an_unconfirmed_sign_up_with_the_old_address_gives_way() {
        String account = accountOf(victim);
        String link = move(victim, Person.newOn(SERVER));
        victim.signUp();
        assertThat(accountOf(victim)).isNotEmpty().isNotEqualTo(account);
        assertThat(undo(link).status()).isEqualTo(200);
        assertThat(accountOf(victim)).isEqualTo(account);
    }

    @Test
    void who_has_confirmed_the_old_address_meanwhile_keeps_it_and_the_thief_is_out_all_the_same() {
        String account = accountOf(victim);
        var hideout = Person.newOn(SERVER);
        String link = move(victim, hideout);
        int before = victim.mails().json().path("items").size();
        victim.signUp();
        victim.waitForMail(before + 1);
        assertThat(victim.verify().status()).isEqualTo(200);
        String meanwhile = accountOf(victim);
        var undone = undo(link);
        assertThat(undone.status()).isEqualTo(200);
        assertThat(accountOf(victim)).isEqualTo(meanwhile);
        assertThat(accountOf(hideout)).isEqualTo(account);
        assertThat(thief.get("/api/user").status()).isEqualTo(401);
        assertThat(hideout.signIn().status()).isEqualTo(401);
        assertThat(choose(undone, "five quiet windmills 3").status()).isEqualTo(204);
        assertThat(hideout.signIn("five quiet windmills 3").status()).isEqualTo(200);
    }

    @Test
    void the_link_works_once() {
        String link = move(victim, Person.newOn(SERVER));
        assertThat(undo(link).status()).isEqualTo(200);
        assertSpent(undo(link));
    }

    @Test
    void the_link_expires_after_72_hours() {
        String link = move(victim, Person.newOn(SERVER));
        String account = SERVER.query("""
                select user_id from former_address where email = ?""", victim.email());
        String token = " from mailed_token where purpose = 'disown' and user_id = ?::uuid";
        assertThat(SERVER.query("select extract(epoch from expires_at - created_at)::int" + token, account))
                .isEqualTo("259200");
        SERVER.query("update mailed_token set expires_at = now() where user_id = ?::uuid", account);
        assertSpent(undo(link));
    }
}
