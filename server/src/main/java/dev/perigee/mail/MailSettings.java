package dev.perigee.mail;

import java.time.Duration;
import java.util.stream.IntStream;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How mail leaves.
 *
 * @param smtpUrl {@code smtp://user:password@host:587} or {@code smtps://…} (SMTP_URL); none: the development mailbox
 * @param from the sender of every mail (MAIL_FROM)
 * @param lease after how long a mail that a killed node was sending is taken up by another
 * @param bounds how many one address gets
 */
@ConfigurationProperties("perigee.mail")
record MailSettings(String smtpUrl, String from, Duration lease, Bounds bounds) {

    /**
     * The most mails to one address. But for the first, within 24 hours.
     *
     * @param quarterHour of all that strangers can cause together, within 15 minutes
     * @param day of the same
     * @param warning of each kind that only tells of a stranger's attempt
     * @param wayBack after a stopped sign-in
     * @param notice of every other kind, each by itself
     */
    record Bounds(int quarterHour, int day, int warning, int wayBack, int notice) {

        Bounds {
            if (IntStream.of(quarterHour, day, warning, wayBack, notice).anyMatch(number -> number < 1)) {
                throw new IllegalArgumentException("perigee.mail.bounds must be numbers from 1");
            }
        }
    }
}
