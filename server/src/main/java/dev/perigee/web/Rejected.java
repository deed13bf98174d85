package dev.perigee.web;

import dev.perigee.database.AccountId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A credential that was once ours and lets nobody in: noted by the {@link CallerResolver} of its kind, for those whose it
 * was. The answer tells its bearer nothing of it.
 *
 * @param account whose it was; null when nobody knows
 * @param needed what it would have taken
 * @param had by which its owners know it again, never the credential itself
 */
public record Rejected(
        Caller.How how, Reason reason, @Nullable AccountId account, List<String> needed, List<String> had) {

    /** Why it lets nobody in. */
    public enum Reason {
        TOKEN_EXPIRED("renew_token"),
        SESSION_ENDED("sign_in_again"),
        SESSION_MOVED("renew_token"),
        KEY_UNKNOWN("use_another_key"),
        KEY_REVOKED("use_another_key"),
        KEY_ROTATED("use_new_text"),
        KEY_EXPIRED("use_another_key"),
        KEY_QUARANTINED("rotate_key"),
        HOLDER_GONE("use_another_key"),
        ADDRESS_NOT_ALLOWED("allow_address");

        private final String change;

        Reason(String change) {
            this.change = change;
        }

        String change() {
            return change;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String BLAMED = Rejected.class.getName() + ".account";

    /** A session, or a token of it. */
    public static Rejected session(Reason reason, @Nullable AccountId account) {
        return new Rejected(Caller.How.SESSION, reason, account, List.of(), List.of());
    }

    /** For the explanation of this request. */
    public void note(HttpServletRequest request) {
        request.setAttribute(Rejected.class.getName(), this);
    }

    /** What this request bore in vain. */
    public static Optional<Rejected> of(HttpServletRequest request) {
        return Optional.ofNullable((Rejected) request.getAttribute(Rejected.class.getName()));
    }

    /** Makes the request that account's, which can then see what became of its credential. */
    void blame(HttpServletRequest request) {
        if (account != null) {
            request.setAttribute(BLAMED, account);
        }
    }

    /** Whose credential it was for which this request was refused. */
    public static Optional<AccountId> accountBlamed(HttpServletRequest request) {
        return Optional.ofNullable((AccountId) request.getAttribute(BLAMED));
    }
}
