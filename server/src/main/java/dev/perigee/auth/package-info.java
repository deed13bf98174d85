/** Ways in, sessions, and the tokens that prove them. */
@NullMarked
package dev.perigee.auth;

import org.jspecify.annotations.NullMarked;
