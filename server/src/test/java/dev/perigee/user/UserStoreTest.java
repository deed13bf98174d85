package dev.perigee.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.database.UserId;
import dev.perigee.mail.EmailAddress;
import dev.perigee.testing.OneWall;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import dev.perigee.testing.Population.Trait;
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

    @Test
    void to_forget_one_persons_sign_ups_leaves_everybody_elses() {
        store.deleteRegistrations(new UserId(somebody.id()));
        assertThat(registrations(somebody)).isEqualTo("0");
        assertThat(registrations(other)).isEqualTo("1");
    }

    private static String registrations(Member member) {
        return SERVER.query("select count(*) from registration where user_id = ?", member.id());
    }
}
