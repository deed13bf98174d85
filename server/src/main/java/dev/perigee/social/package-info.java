/** Signing in by social networks and other OpenID Connect providers. */
@NullMarked
package dev.perigee.social;

import org.jspecify.annotations.NullMarked;
