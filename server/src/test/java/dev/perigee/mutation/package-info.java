/** Weakens one defence at a time and asks the tests whether they notice: {@code bin/mutate}. */
package dev.perigee.mutation;
