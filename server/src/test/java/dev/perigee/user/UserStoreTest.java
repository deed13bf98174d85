package dev.perigee.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.database.UserId;
import dev.perigee.mail.EmailAddress;
import dev.perigee.testing.OneWall;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import dev.perigee.testing.Population.Trait;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What HTTP cannot tell apart, asked of the store itself without row-level security. */
class UserStoreTest {

    private static final Perigee SERVER = OneWall.server();
    private static final Population PEOPLE = OneWall.people();

    private final UserStore store = SERVER.bean(UserStore.class);
    private final UUID account = PEOPLE.account();
    private final Member somebody = PEOPLE.member(account, "owner", Trait.UNVERIFIED);
    private final Member other = PEOPLE.member(account, "owner", Trait.UNVERIFIED);

    /** Both were given the same hash, which salt keeps from happening to people who sign up. */
    @Test
    void a_sign_up_is_looked_for_among_the_persons_own() {
        String hash = SERVER.query("select password_hash from app_user where id = ?", somebody.id());
        var found = store.registrationWith(new UserId(somebody.id()), hash);
        assertThat(found).map(Users.Registration::user).contains(new UserId(somebody.id()));
    }

    @Test
    void a_sign_up_is_looked_for_by_its_own_password() {
        assertThat(store.registrationWith(new UserId(somebody.id()), "the hash of another password"))
                .isEmpty();
    }

    @Test
    void a_sign_up_changes_nobody_who_is_confirmed() {
        var confirmed = PEOPLE.member(account, "user");
        String before = SERVER.query("select app_user from app_user where id = ?", confirmed.id());
        var form = new Users.NewUser(
                new EmailAddress("somebody@example.org"), "Mallory", "Theirs", "their hash", Locale.of("es"));
        store.setUnverified(new UserId(confirmed.id()), form);
        assertThat(SERVER.query("select app_user from app_user where id = ?", confirmed.id()))
                .isEqualTo(before);
    }

    /** A transaction that holds the row compares before it writes, so only the statement itself shows it. */
    @Test
    void a_hash_is_replaced_only_while_it_is_the_persons() {
        String hash = "select password_hash from app_user where id = ?";
        String before = SERVER.query(hash, somebody.id());
        store.replaceHash(new UserId(somebody.id()), "the hash of another password", "a better one");
        assertThat(SERVER.query(hash, somebody.id())).isEqualTo(before);
        store.replaceHash(new UserId(somebody.id()), before, "a better one");
        assertThat(SERVER.query(hash, somebody.id())).isEqualTo("a better one");
        assertThat(SERVER.query(hash, other.id())).isEqualTo(before);
    }

    @Test
    void to_forget_one_persons_sign_ups_leaves_everybody_elses() {
        store.deleteRegistrations(new UserId(somebody.id()));
        assertThat(registrations(somebody)).isEqualTo("0");
        assertThat(registrations(other)).isEqualTo("1");
    }

    @Test
    void an_unconfirmed_person_is_erased_alone() {
        assertThat(store.deleteUnconfirmed(new UserId(somebody.id()))).isTrue();
        assertThat(store.deleteUnconfirmed(new UserId(somebody.id()))).isFalse();
        assertThat(store.find(new UserId(other.id()))).isPresent();
        var confirmed = PEOPLE.member(account, "user");
        assertThat(store.deleteUnconfirmed(new UserId(confirmed.id()))).isFalse();
    }

    @Test
    void a_sign_up_is_later_than_a_time_for_its_own_address_only() {
        String registered = "update registration set created_at = now() + ? * interval '1 hour' where user_id = ?";
        SERVER.query(registered, -1, somebody.id());
        SERVER.query(registered, 1, other.id());
        assertThat(store.isRegisteredSince(address(somebody), Instant.now())).isFalse();
        assertThat(store.isRegisteredSince(address(other), Instant.now())).isTrue();
    }

    private static EmailAddress address(Member member) {
        return new EmailAddress(member.person().email());
    }

    private static String registrations(Member member) {
        return SERVER.query("select count(*) from registration where user_id = ?", member.id());
    }
}
