package dev.perigee.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;

/** Sends by SMTP (RFC 5321); what does not succeed in its time waits for another attempt. */
final class SmtpMailer implements Mailer {

    private static final String CONNECT_MILLIS = "10000";

    /** RFC 5321 §4.5.3.2: whoever hangs up on a server that ponders over a mail has it delivered twice. */
    private static final String STEP_MILLIS = "300000";

    private final JavaMailSenderImpl smtp = new JavaMailSenderImpl();
    private final String from;

    SmtpMailer(String url, String from) {
        this.from = from;
        var address = URI.create(url);
        boolean tls = "smtps".equals(address.getScheme());
        if (address.getHost() == null || !(tls || "smtp".equals(address.getScheme()))) {
            throw new IllegalArgumentException("SMTP_URL must look like smtp://user:password@host:587");
        }
        smtp.setHost(address.getHost());
        smtp.setPort(address.getPort() > 0 ? address.getPort() : tls ? 465 : 587);
        smtp.setProtocol(address.getScheme());
        boolean login = address.getRawUserInfo() != null;
        if (login) {
            String[] parts = address.getRawUserInfo().split(":", 2);
            smtp.setUsername(decode(parts[0]));
            smtp.setPassword(parts.length > 1 ? decode(parts[1]) : "");
        }
        smtp.setJavaMailProperties(properties(address.getScheme(), login));
    }

    private static Properties properties(String scheme, boolean login) {
        var properties = new Properties();
        String prefix = "mail." + scheme + '.';
        properties.setProperty(prefix + "auth", Boolean.toString(login));
        properties.setProperty(prefix + "starttls.enable", "true");
        // A password never goes over an open line.
        properties.setProperty(prefix + "starttls.required", Boolean.toString(login && "smtp".equals(scheme)));
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        properties.setProperty(prefix + "connectiontimeout", CONNECT_MILLIS);
        properties.setProperty(prefix + "timeout", STEP_MILLIS);
        properties.setProperty(prefix + "writetimeout", STEP_MILLIS);
        return properties;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public void send(Mail mail) {
        try {
            smtp.send(message(mail));
        } catch (MailException | MessagingException | UnsupportedEncodingException e) {
            throw new MailNotSentException(reason(e), refusedForGood(e), e);
        }
    }

    private MimeMessage message(Mail mail) throws MessagingException, UnsupportedEncodingException {
        var message = new MimeMessage(smtp.getSession()) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", '<' + mail.id().toString() + "@perigee>");
            }
        };
        var helper = new MimeMessageHelper(message, true, "UTF-8");
        var sender = new InternetAddress(from, true);
        helper.setFrom(
                sender.getPersonal() == null
                        ? sender
                        : new InternetAddress(sender.getAddress(), sender.getPersonal(), "UTF-8"));
        helper.setTo(new InternetAddress(mail.to(), true));
        helper.setSubject(mail.subject());
        helper.setText(mail.text(), mail.html());
        message.setHeader("Auto-Submitted", "auto-generated");
        return message;
    }

    /** 5yz for the receiver: no attempt will do better (RFC 5321 §4.2.1). */
    private static boolean refusedForGood(Exception error) {
        if (error instanceof MailSendException sending) {
            for (Exception each : sending.getMessageExceptions()) {
                if (each instanceof SendFailedException
                        && each.getCause() instanceof SMTPAddressFailedException address) {
                    return address.getReturnCode() >= 500 && address.getReturnCode() < 600;
                }
                if (each instanceof SMTPAddressFailedException address) {
                    return address.getReturnCode() >= 500 && address.getReturnCode() < 600;
                }
            }
        }
        return false;
    }

    /** Without the receiver's address, which the row holds already. */
    private static String reason(Exception error) {
        String message = String.valueOf(error.getMessage()).replaceAll("[\\s\\p{Cntrl}]+", " ");
        return message.length() > 300 ? message.substring(0, 300) : message;
    }
}
