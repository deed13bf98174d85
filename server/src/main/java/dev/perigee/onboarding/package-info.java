/** What somebody new had best do first, in a list that knows what is done already. */
@NullMarked
package dev.perigee.onboarding;

import org.jspecify.annotations.NullMarked;
