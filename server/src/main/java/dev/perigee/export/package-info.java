/** Taking all of an account's data along: one archive, made behind the request and fetched once by a mailed link. */
@NullMarked
package dev.perigee.export;

import org.jspecify.annotations.NullMarked;
