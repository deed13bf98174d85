package dev.perigee.auth;

import dev.perigee.database.UserId;

/**
 * A sign-in that a browser has done for a native app.
 *
 * @param challenge S256 of what only the app knows (RFC 7636 §4.2)
 */
public record HandedOver(UserId user, String challenge) {}
