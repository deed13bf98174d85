package dev.perigee.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.database.UserId;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionOperations;

/** What a feature may rely on that mails a token: to look at one and to use one are two doors, and both are locked. */
class MailedTokensTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final Duration VALID = Duration.ofHours(1);

    private final MailedTokens tokens = SERVER.bean(MailedTokens.class);
    private final UserId user = somebody();

    private static UserId somebody() {
        return new UserId(
                UUID.fromString(Person.signedIn(SERVER).api().get("/api/user").field("id")));
    }

    private static <T> T inTransaction(Supplier<T> work) {
        var transactions = SERVER.bean(TransactionOperations.class);
        return Objects.requireNonNull(transactions.execute(transaction -> work.get()));
    }

    private String issue(String purpose, Duration valid) {
        return inTransaction(() -> tokens.issue(purpose, user, null, null, valid));
    }

    private Optional<MailedTokens.Live> find(String purpose, String token) {
        return tokens.find(purpose, token, null);
    }

    private boolean use(String purpose, String token) {
        return inTransaction(() -> tokens.use(purpose, token));
    }

    @Test
    void a_token_for_one_purpose_is_none_for_another() {
        String token = issue("invite", VALID);
        assertThat(find("reset", token)).isEmpty();
        assertThat(use("reset", token)).isFalse();
        assertThat(use("invite", token)).isTrue();
    }

    @Test
    void a_token_past_its_time_is_none() {
        String token = issue("invite", Duration.ZERO);
        assertThat(find("invite", token)).isEmpty();
        assertThat(use("invite", token)).isFalse();
    }

    @Test
    void a_used_token_is_none() {
        String token = issue("invite", VALID);
        assertThat(use("invite", token)).isTrue();
        assertThat(find("invite", token)).isEmpty();
        assertThat(use("invite", token)).isFalse();
    }

    @Test
    void a_token_that_nobody_issued_is_none() {
        issue("invite", VALID);
        assertThat(find("invite", "A".repeat(43))).isEmpty();
        assertThat(use("invite", "A".repeat(43))).isFalse();
    }

    private void change(Consumer<MailedTokens> change) {
        inTransaction(() -> {
            change.accept(tokens);
            return true;
        });
    }

    @Test
    void what_is_kept_outlives_the_rest_and_only_for_its_purpose_and_person() {
        var other = somebody();
        String kept = issue("disown", VALID);
        String rest = issue("invite", VALID);
        String theirs = inTransaction(() -> tokens.issue("disown", other, null, null, VALID));
        change(all -> all.keep(user, "disown"));
        String later = issue("disown", VALID);
        change(all -> all.voidAll(user));
        change(all -> all.voidAll(other));
        assertThat(find("disown", kept)).isPresent();
        assertThat(find("invite", rest)).isEmpty();
        assertThat(find("disown", theirs)).isEmpty();
        assertThat(find("disown", later)).isEmpty();
    }

    @Test
    void what_is_kept_is_void_from_a_time_on_for_one_person() {
        var other = somebody();
        String earlier = issue("disown", VALID);
        String later = issue("disown", VALID);
        String theirs = inTransaction(() -> tokens.issue("disown", other, null, null, VALID));
        change(all -> all.keep(user, "disown"));
        var since = find("disown", later).orElseThrow().issued();
        change(all -> all.voidSince(user, since));
        assertThat(find("disown", earlier)).isPresent();
        assertThat(find("disown", later)).isEmpty();
        assertThat(find("disown", theirs)).isPresent();
    }

    @Test
    void who_loses_every_token_takes_none_from_others() {
        String token = issue("invite", VALID);
        var other = somebody();
        inTransaction(() -> {
            tokens.voidAll(other);
            return true;
        });
        assertThat(find("invite", token)).map(MailedTokens.Live::user).contains(user);
        inTransaction(() -> {
            tokens.voidAll(user);
            return true;
        });
        assertThat(find("invite", token)).isEmpty();
    }
}
