package dev.perigee.user;

/**
 * Passwords that were stolen somewhere and are tried everywhere since. Declare a bean of your own to ask another list
 * than BREACHED_PASSWORDS names.
 */
public interface BreachedPasswords {

    /**
     * Whether the password is listed. A list that cannot be asked at the moment contains none, for people must be able
     * to sign up.
     *
     * @param sha1 of the password in NFC and UTF-8, as 40 hexadecimal digits with capitals: the form in which such lists
     *     are kept, and nobody else needs the password
     */
    boolean contain(String sha1);
}
