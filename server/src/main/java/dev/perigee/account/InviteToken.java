package dev.perigee.account;

import dev.perigee.database.AccountId;
import dev.perigee.secret.OpaqueToken;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * What the link of an invite bears: the account, and 256 bits that only its reader has. Whoever opens the link may be a
 * member of nothing, and row-level security shows an invite inside its account only; so the token says which one to enter,
 * and no way has to be made on which one could look across accounts.
 */
record InviteToken(AccountId account, String text) {

    private static final int SECRET = 32;
    private static final int LENGTH = 2 * Long.BYTES + SECRET;
    private static final SecureRandom RANDOM = new SecureRandom();

    static InviteToken next(AccountId account) {
        var secret = new byte[SECRET];
        RANDOM.nextBytes(secret);
        var bytes = ByteBuffer.allocate(LENGTH)
                .putLong(account.value().getMostSignificantBits())
                .putLong(account.value().getLeastSignificantBits())
                .put(secret);
        return new InviteToken(account, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array()));
    }

    /** Nothing for what can be no token; whether it is a good one its hash tells. */
    static Optional<InviteToken> read(String text) {
        try {
            var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            return bytes.remaining() == LENGTH
                    ? Optional.of(new InviteToken(new AccountId(new UUID(bytes.getLong(), bytes.getLong())), text))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** By which the database knows it. */
    byte[] hash() {
        return OpaqueToken.hash(text);
    }
}
