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

    /** Of somebody who runs the product: in no account, and never by one factor alone. */
    public static final Place OPERATOR = new Place("master", true);

    /** Whether it is one in an account. */
    public boolean isInside() {
        return !equals(NOWHERE) && !equals(OPERATOR);
    }
}
