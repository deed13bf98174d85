/** What happened, said by the feature it happened in, for features not yet written. */
@NullMarked
package dev.perigee.event;

import org.jspecify.annotations.NullMarked;
