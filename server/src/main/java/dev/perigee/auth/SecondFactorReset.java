package dev.perigee.auth;

import dev.perigee.factor.SecondFactors;
import dev.perigee.mail.EmailAddress;
import dev.perigee.mail.Letter;
import dev.perigee.mail.Mails;
import dev.perigee.user.SecurityTrail;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Errand;
import dev.perigee.web.WebSettings;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The way back for somebody who has lost the app and the backup codes, or the device with the passkeys: {@code bin/perigee reset-second-factor}.
 */
@Component
class SecondFactorReset extends Errand {

    private static final Logger LOG = LoggerFactory.getLogger(SecondFactorReset.class);

    private final SecondFactors factors;
    private final Users users;
    private final Sessions sessions;
    private final Mails mails;
    private final SecurityTrail trail;
    private final WebSettings web;
    private final TransactionOperations transactions;

    SecondFactorReset(
            @Value("${perigee.reset-second-factor:}") String address,
            SecondFactors factors,
            Users users,
            Sessions sessions,
            Mails mails,
            SecurityTrail trail,
            WebSettings web,
            TransactionOperations transactions,
            ConfigurableApplicationContext context) {
        super(address, context);
        this.factors = factors;
        this.users = users;
        this.sessions = sessions;
        this.mails = mails;
        this.trail = trail;
        this.web = web;
        this.transactions = transactions;
    }

    @Override
    protected int run(String address) {
        var person = find(address).filter(user -> factors.isAnyKept(user.id()));
        person.ifPresent(user -> transactions.executeWithoutResult(transaction -> reset(user)));
        System.out.println(
                person.isPresent()
                        ? "The second factor of " + address
                                + " is removed, passkeys included. All sessions have ended, and a mail tells of it."
                        : "Nobody with a second factor has the address " + address + ". Nothing was changed.");
        return person.isPresent() ? 0 : 1;
    }

    private Optional<User> find(String address) {
        try {
            return users.find(EmailAddress.of(address));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void reset(User user) {
        users.lock(user.id());
        factors.removeAll(user.id());
        sessions.endAll(user.id());
        mails.send(new Letter(
                user.email(),
                user.locale(),
                "second_factor_reset",
                List.of(user.name()),
                web.link("/forgotpassword"),
                null));
        trail.note(user.id(), "second_factor_reset");
        LOG.warn("An operator has removed the second factor of {}", user.id());
    }
}
