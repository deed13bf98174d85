/** Webhooks: what happens in an account is told to receivers outside, by the Standard Webhooks specification. */
@NullMarked
package dev.perigee.webhook;

import org.jspecify.annotations.NullMarked;
