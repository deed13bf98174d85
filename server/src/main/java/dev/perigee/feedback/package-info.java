/** What people think of the product, told to whoever runs it. */
@NullMarked
package dev.perigee.feedback;

import org.jspecify.annotations.NullMarked;
