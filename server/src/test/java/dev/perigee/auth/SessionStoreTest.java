package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.database.UserId;
import dev.perigee.testing.OneWall;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What HTTP cannot tell apart, asked of the store itself without row-level security. */
class SessionStoreTest {

    private static final Perigee SERVER = OneWall.server();
    private static final Population PEOPLE = OneWall.people();

    private final SessionStore store = SERVER.bean(SessionStore.class);
    private final UUID account = PEOPLE.account();
    private final Member somebody = PEOPLE.member(account, "owner");
    private final Member colleague = PEOPLE.member(account, "owner");

    private static UserId id(Member member) {
        return new UserId(member.id());
    }

    private static String lastUse(Member member) {
        return SERVER.query("select last_used_at from session where id = ?", member.session());
    }

    @Test
    void somebody_elses_session_is_not_found() {
        assertThat(store.find(colleague.session(), id(somebody))).isEmpty();
        assertThat(store.find(colleague.session(), id(colleague))).isPresent();
    }

    @Test
    void somebody_elses_session_is_not_kept_alive() {
        String before = lastUse(colleague);
        store.touch(colleague.session(), id(somebody));
        assertThat(lastUse(colleague)).isEqualTo(before);
        store.touch(colleague.session(), id(colleague));
        assertThat(lastUse(colleague)).isNotEqualTo(before);
    }

    @Test
    void a_session_is_not_kept_alive_by_another_one_of_the_same_person() {
        var other = PEOPLE.anotherSession(somebody);
        String before = lastUse(somebody);
        store.touch(other.session(), id(somebody));
        assertThat(lastUse(somebody)).isEqualTo(before);
        assertThat(lastUse(other)).isNotEqualTo(before);
    }

    @Test
    void somebody_elses_session_is_not_ended() {
        assertThat(store.delete(colleague.session(), id(somebody))).isFalse();
        assertThat(lastUse(colleague)).isNotEmpty();
        assertThat(store.delete(colleague.session(), id(colleague))).isTrue();
    }

    @Test
    void to_end_all_sessions_of_one_person_leaves_everybody_elses() {
        assertThat(store.deleteAll(id(somebody))).containsExactly(somebody.session());
        assertThat(lastUse(colleague)).isNotEmpty();
    }
}
