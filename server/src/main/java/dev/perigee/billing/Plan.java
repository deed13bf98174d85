package dev.perigee.billing;

import java.util.List;
import java.util.Map;

/**
 * What an account can subscribe to.
 *
 * @param price in the smallest unit of the currency
 * @param currency ISO 4217 in lower case
 * @param interval {@code month} or {@code year}
 * @param limits how many of what the account may have; absent: as many as it likes
 * @param features names of what is switched on
 */
public record Plan(
        String id,
        String name,
        long price,
        String currency,
        String interval,
        int trialDays,
        Map<String, Long> limits,
        List<String> features) {}
