/** API keys: how programs of a customer call, and what is done when one of them gets lost. */
@NullMarked
package dev.perigee.key;

import org.jspecify.annotations.NullMarked;
