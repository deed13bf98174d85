/** Plans and what an account is subscribed to. */
@NullMarked
package dev.perigee.billing;

import org.jspecify.annotations.NullMarked;
