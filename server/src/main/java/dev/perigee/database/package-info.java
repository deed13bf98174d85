/** The lowest room: the connection pools, the migrations, whose rows a transaction may see, and the news between nodes. */
@NullMarked
package dev.perigee.database;

import org.jspecify.annotations.NullMarked;
