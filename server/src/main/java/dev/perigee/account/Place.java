package dev.perigee.account;

/**
 * As what somebody is in an account, and what it asks of them.
 *
 * @param role for example {@code owner}
 * @param secondFactorRequired whether its members must show a second factor
 */
public record Place(String role, boolean secondFactorRequired) {

    /** Of somebody who is in no account, or in one that is shut. */
    public static final Place NOWHERE = new Place("", false);
}
