package dev.perigee.mail;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How mail leaves.
 *
 * @param smtpUrl {@code smtp://user:password@host:587} or {@code smtps://…} (SMTP_URL); none: the development mailbox
 * @param from the sender of every mail (MAIL_FROM)
 * @param lease after how long a mail that a killed node was sending is taken up by another
 */
@ConfigurationProperties("perigee.mail")
record MailSettings(String smtpUrl, String from, Duration lease) {}
