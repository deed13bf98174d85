/** The keys that live outside the database, and what is done with them: sealing, signing over, one-time tokens. */
@NullMarked
package dev.perigee.secret;

import org.jspecify.annotations.NullMarked;
