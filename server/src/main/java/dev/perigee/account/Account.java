package dev.perigee.account;

import dev.perigee.database.AccountId;
import java.time.Instant;

/**
 * A company that uses the product.
 *
 * @param locale the language for those whose own is not known
 * @param secondFactorRequired whether every member must show a second factor
 * @param plan the id of the plan it is subscribed to, or {@code none}
 * @param subscription the subscription's status, or {@code none}
 */
record Account(
        AccountId id,
        String name,
        String locale,
        boolean secondFactorRequired,
        String plan,
        String subscription,
        Instant createdAt) {}
