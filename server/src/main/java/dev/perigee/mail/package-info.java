/** Mail leaves through an outbox, and the tokens that travel in it are kept here. */
@NullMarked
package dev.perigee.mail;

import org.jspecify.annotations.NullMarked;
