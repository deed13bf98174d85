/** Accounts, and who is a member of which. */
@NullMarked
package dev.perigee.account;

import org.jspecify.annotations.NullMarked;
