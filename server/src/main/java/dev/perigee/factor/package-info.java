/** The second factor: codes of an authenticator app, and backup codes. */
@NullMarked
package dev.perigee.factor;

import org.jspecify.annotations.NullMarked;
