package dev.perigee.audit;

import dev.perigee.database.UserId;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody did, for the audit trail.
 *
 * @param action {@code subject.verb} in the past tense, for example {@code member.removed}
 * @param kind what {@code subject} names, for example {@code user}; empty without one
 * @param email the address of somebody who is no user, such as an invited person
 * @param details what changed, as short texts; never a secret, and nothing that tells who somebody is: they outlive the
 *     erasure of a person
 */
public record Entry(
        String action,
        String kind,
        @Nullable UUID subject,
        @Nullable String email,
        Map<String, String> details) {

    static final String USER = "user";

    /** About the account itself. */
    public static Entry of(String action) {
        return new Entry(action, "", null, null, Map.of());
    }

    /** About a person: their name and address of today are kept beside it. */
    public Entry about(UserId user) {
        return new Entry(action, USER, user.value(), null, details);
    }

    /** About something of the account's. */
    public Entry about(String what, UUID id) {
        return new Entry(action, what, id, email, details);
    }

    /** About an address that belongs to no user. */
    public Entry of(String what, UUID id, String address) {
        return new Entry(action, what, id, address, details);
    }

    /** With one more of what changed. */
    public Entry with(String name, String value) {
        var more = new TreeMap<>(details);
        more.put(name, value);
        return new Entry(action, kind, subject, email, more);
    }
}
