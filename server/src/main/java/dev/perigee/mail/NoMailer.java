package dev.perigee.mail;

/** Stands where no carrier is set up: nothing leaves, and nothing is lost, because the outbox is not even opened. */
final class NoMailer implements Mailer {

    @Override
    public void send(Mail mail) {
        throw new MailNotSentException("SMTP_URL is missing", false, new IllegalStateException("no carrier"));
    }
}
