package dev.perigee.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.database.UserId;
import dev.perigee.mail.EmailAddress;
import dev.perigee.testing.OneWall;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Population;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whose address is whose, asked of the store itself without row-level security. */
class AddressStoreTest {

    private static final Perigee SERVER = OneWall.server();
    private static final Population PEOPLE = OneWall.people();
    private static final EmailAddress OLD = new EmailAddress("old@example.org");
    private static final EmailAddress OLDER = new EmailAddress("older@example.org");

    private final AddressStore store = SERVER.bean(AddressStore.class);
    private final UUID account = PEOPLE.account();
    private final UserId somebody = new UserId(PEOPLE.member(account, "owner").id());
    private final UserId other = new UserId(PEOPLE.member(account, "owner").id());

    private static Instant daysAgo(int days) {
        return Instant.now().minus(Duration.ofDays(days));
    }

    private void changedDaysAgo(UserId user, EmailAddress former, int days) {
        store.addFormer(user, former);
        SERVER.query(
                "update former_address set created_at = created_at - ? * interval '1 day' where user_id = ? and email = ?",
                days,
                user.value(),
                former.value());
    }

    @Test
    void a_change_is_its_persons_and_no_other() {
        var mine = store.putChange(somebody, OLD);
        var theirs = store.putChange(other, OLDER);
        assertThat(store.change(somebody, theirs)).isEmpty();
        assertThat(store.change(somebody, null)).isEmpty();
        store.deleteChange(other);
        assertThat(store.change(other, theirs)).isEmpty();
        assertThat(store.change(somebody, mine)).contains(OLD);
    }

    @Test
    void a_later_change_takes_the_place_of_an_earlier_one() {
        var first = store.putChange(somebody, OLDER);
        var second = store.putChange(somebody, OLD);
        assertThat(store.change(somebody, first)).isEmpty();
        assertThat(store.change(somebody, second)).contains(OLD);
    }

    @Test
    void an_address_was_that_of_a_time_and_of_a_person() {
        changedDaysAgo(somebody, OLDER, 2);
        changedDaysAgo(somebody, OLD, 1);
        assertThat(store.former(somebody, daysAgo(3))).contains(OLDER);
        assertThat(store.former(somebody, daysAgo(2).plusSeconds(60))).contains(OLD);
        assertThat(store.former(somebody, daysAgo(1).plusSeconds(60))).isEmpty();
        assertThat(store.former(other, daysAgo(3))).isEmpty();
    }

    @Test
    void to_forget_the_later_addresses_of_one_person_leaves_all_others() {
        changedDaysAgo(somebody, OLDER, 2);
        changedDaysAgo(somebody, OLD, 1);
        changedDaysAgo(other, OLD, 1);
        store.deleteFormer(somebody, daysAgo(2).plusSeconds(60));
        assertThat(store.former(somebody, daysAgo(3))).contains(OLDER);
        assertThat(store.former(somebody, daysAgo(2).plusSeconds(60))).isEmpty();
        assertThat(store.former(other, daysAgo(3))).contains(OLD);
    }
}
