/** What members are told of within the product, at once if they wish, and what of it they want to know. */
@NullMarked
package dev.perigee.notification;

import org.jspecify.annotations.NullMarked;
