/** Work that goes on behind a request and survives the node that began it. */
@NullMarked
package dev.perigee.job;

import org.jspecify.annotations.NullMarked;
