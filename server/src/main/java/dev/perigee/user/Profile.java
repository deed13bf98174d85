package dev.perigee.user;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.web.Caller;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person as they see themselves, the same object wherever they are shown.
 *
 * @param permission the role in the current account, for example {@code owner}
 * @param accountId the current account
 * @param locale {@code en} or {@code es}
 */
public record Profile(
        UserId id,
        String name,
        String email,
        boolean verified,
        @Nullable String permission,
        @Nullable AccountId accountId,
        String locale,
        @Nullable String avatar,
        Instant createdAt) {

    public static Profile of(User user, Caller caller) {
        return new Profile(
                user.id(),
                user.name(),
                user.email().value(),
                caller.verified(),
                caller.role().isEmpty() ? null : caller.role(),
                caller.home().orElse(null),
                user.locale().toLanguageTag(),
                user.avatar(),
                user.createdAt());
    }
}
