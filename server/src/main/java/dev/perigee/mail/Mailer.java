package dev.perigee.mail;

/** Carries one mail out of the house. Declare a bean of this type to use another carrier. */
public interface Mailer {

    /**
     * Hands the mail over.
     *
     * @throws MailNotSentException when it should be tried again later
     */
    void send(Mail mail);
}
