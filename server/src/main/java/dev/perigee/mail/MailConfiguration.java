package dev.perigee.mail;

import dev.perigee.secret.Vault;
import dev.perigee.web.StartNote;
import dev.perigee.web.WebSettings;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MailSettings.class)
class MailConfiguration {

    static final String NO_SMTP = "'${perigee.mail.smtp-url:}'.isBlank()";

    /** The mailbox of a development machine; production never has it. */
    @Bean
    @Profile("!production")
    @ConditionalOnExpression(NO_SMTP)
    @ConditionalOnMissingBean(Mailer.class)
    DevelopmentMailbox developmentMailbox(
            MailboxStore store, Vault vault, JsonMapper json, MailSettings settings, Clock clock) {
        return new DevelopmentMailbox(store, vault, json, settings.from(), clock);
    }

    @Bean
    StartNote mailboxNote(ObjectProvider<DevelopmentMailbox> mailbox, WebSettings web) {
        return () -> mailbox.stream()
                .map(box -> "Mailbox         " + web.link("/dev/mail"))
                .toList();
    }

    @Bean
    @ConditionalOnMissingBean
    Mailer mailer(MailSettings settings) {
        return settings.smtpUrl().isBlank() ? waiting() : new SmtpMailer(settings.smtpUrl(), settings.from());
    }

    /** Without SMTP_URL nothing leaves, but nothing is lost: the mails wait in the outbox for a better setting. */
    private static Mailer waiting() {
        Logger log = LoggerFactory.getLogger(MailConfiguration.class);
        log.warn("SMTP_URL is missing: mails wait in the outbox until it is set");
        return new NoMailer();
    }
}
