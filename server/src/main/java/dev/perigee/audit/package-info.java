/** Who changed what in an account: rows that nobody can change, each tied to the one before it. */
@NullMarked
package dev.perigee.audit;

import org.jspecify.annotations.NullMarked;
