/** What other services tell us by webhooks of theirs: verified, stored, and processed after that, each event once. */
@NullMarked
package dev.perigee.inbound;

import org.jspecify.annotations.NullMarked;
