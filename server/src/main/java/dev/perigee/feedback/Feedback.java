package dev.perigee.feedback;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody thinks of the product.
 *
 * @param rating 1 (bad) to 5 (good)
 * @param comment in their own words
 * @param page where in the client they said it
 */
public record Feedback(
        UUID id,
        int rating,
        @Nullable String comment,
        @Nullable String page,
        Instant createdAt) {}
