/** People: their address, name and password. */
@NullMarked
package dev.perigee.user;

import org.jspecify.annotations.NullMarked;
