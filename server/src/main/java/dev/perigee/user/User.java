package dev.perigee.user;

import dev.perigee.database.UserId;
import dev.perigee.mail.EmailAddress;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A person.
 *
 * @param passwordHash in the PHC string format; never leaves the server
 * @param avatar the address of a picture
 * @param disabled shut out by the operator
 * @param operator runs the product, and belongs to no account
 * @param blocked shut for signing in after a strange attempt; sessions go on, and the person's own mail opens it again
 */
public record User(
        UserId id,
        EmailAddress email,
        String name,
        String passwordHash,
        Locale locale,
        @Nullable String avatar,
        boolean verified,
        boolean disabled,
        boolean blocked,
        boolean operator,
        Instant createdAt) {

    /** In place of a hash; no text is hashed to it. */
    static final String NO_PASSWORD = "none";

    /** Whether there is a text by which the person can sign in. */
    public boolean hasPassword() {
        return !passwordHash.equals(NO_PASSWORD);
    }
}
