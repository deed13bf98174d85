/** Passkeys: adding one, and signing in by it without a name (WebAuthn Level 3). */
@NullMarked
package dev.perigee.passkey;

import org.jspecify.annotations.NullMarked;
