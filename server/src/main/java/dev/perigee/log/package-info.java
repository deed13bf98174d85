/** What was asked of the server, and who tried to sign in from where. */
@NullMarked
package dev.perigee.log;

import org.jspecify.annotations.NullMarked;
