package dev.perigee.audit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a trail somebody wants to see.
 *
 * @param action only rows of this one, for example {@code member.removed}
 * @param actor only what this person did
 */
record AuditFilter(@Nullable String action, @Nullable UUID actor) {}
