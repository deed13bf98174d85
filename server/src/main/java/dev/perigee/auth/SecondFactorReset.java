package dev.perigee.auth;

import dev.perigee.factor.SecondFactors;
import dev.perigee.mail.EmailAddress;
import dev.perigee.mail.Letter;
import dev.perigee.mail.Mails;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.WebSettings;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The way back for somebody who has lost the app and the backup codes, or the device with the passkeys: {@code bin/perigee reset-second-factor}. Who may
 * start a node may do it, and no request can. The node ends as soon as it is done.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class SecondFactorReset implements ApplicationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(SecondFactorReset.class);

    private final String address;
    private final SecondFactors factors;
    private final Users users;
    private final Sessions sessions;
    private final Mails mails;
    private final WebSettings web;
    private final TransactionOperations transactions;
    private final ConfigurableApplicationContext context;

    /** @param address of whom to do it for; empty on every usual start */
    SecondFactorReset(
            @Value("${perigee.reset-second-factor:}") String address,
            SecondFactors factors,
            Users users,
            Sessions sessions,
            Mails mails,
            WebSettings web,
            TransactionOperations transactions,
            ConfigurableApplicationContext context) {
        this.address = address;
        this.factors = factors;
        this.users = users;
        this.sessions = sessions;
        this.mails = mails;
        this.web = web;
        this.transactions = transactions;
        this.context = context;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (address.isEmpty()) {
            return;
        }
        var person = find().filter(user -> factors.isAnyKept(user.id()));
        person.ifPresent(user -> transactions.executeWithoutResult(transaction -> reset(user)));
        System.out.println(
                person.isPresent()
                        ? "The second factor of " + address
                                + " is removed, passkeys included. All sessions have ended, and a mail tells of it."
                        : "Nobody with a second factor has the address " + address + ". Nothing was changed.");
        System.exit(SpringApplication.exit(context, () -> person.isPresent() ? 0 : 1));
    }

    private Optional<User> find() {
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
        LOG.warn("An operator has removed the second factor of {}", user.id());
    }
}
