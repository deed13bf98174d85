package dev.perigee.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.secret.Sealed;
import dev.perigee.testing.OneWall;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Population;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.dao.EmptyResultDataAccessException;

/** What HTTP cannot tell apart, asked of the store itself without row-level security. */
class IdempotencyStoreTest {

    private static final Perigee SERVER = OneWall.server();
    private static final Population PEOPLE = OneWall.people();

    private final IdempotencyStore store = SERVER.bean(IdempotencyStore.class);
    private final UUID here = PEOPLE.account();
    private final UUID there = PEOPLE.account();
    private final UUID person = PEOPLE.member(here, "owner").id();
    private final UUID colleague = PEOPLE.member(here, "user").id();

    private boolean begin(UUID account, UUID user) {
        return store.begin(new AccountId(account), new UserId(user), "key", "request");
    }

    private void finish(UUID account, UUID user, String answer) {
        var sealed = Sealed.of(answer.getBytes(StandardCharsets.UTF_8));
        store.finish(new AccountId(account), new UserId(user), "key", sealed);
    }

    private String answer(UUID account, UUID user) {
        var kept = store.find(new AccountId(account), new UserId(user), "key");
        return new String(kept.answer().bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void a_key_of_the_same_person_in_another_account_is_another_key() {
        begin(here, person);
        assertThatThrownBy(() -> answer(there, person)).isInstanceOf(EmptyResultDataAccessException.class);
        assertThat(begin(there, person)).isTrue();
        finish(there, person, "there");
        assertThat(answer(here, person)).isEmpty();
        assertThat(answer(there, person)).isEqualTo("there");
    }

    @Test
    void a_key_of_somebody_else_in_the_account_is_another_key() {
        begin(here, person);
        assertThatThrownBy(() -> answer(here, colleague)).isInstanceOf(EmptyResultDataAccessException.class);
        assertThat(begin(here, colleague)).isTrue();
        finish(here, colleague, "colleague");
        assertThat(answer(here, person)).isEmpty();
        assertThat(answer(here, colleague)).isEqualTo("colleague");
    }

    @Test
    void another_key_is_another_request() {
        begin(here, person);
        store.begin(new AccountId(here), new UserId(person), "other", "request");
        finish(here, person, "this");
        var other = store.find(new AccountId(here), new UserId(person), "other");
        assertThat(other.answer().bytes()).isEmpty();
        assertThat(answer(here, person)).isEqualTo("this");
    }
}
