package dev.perigee.auth;

import dev.perigee.mail.EmailAddress;
import dev.perigee.user.Users;
import dev.perigee.web.Errand;
import java.util.Locale;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.stereotype.Component;

/**
 * {@code bin/perigee create-master}: a person who runs the product. They are new, belong to no account, and choose a
 * password by the link that they are mailed; without a second factor they reach nothing.
 */
@Component
class CreateMaster extends Errand {

    private final Users users;
    private final PasswordReset reset;

    CreateMaster(
            @Value("${perigee.create-master:}") String address,
            Users users,
            PasswordReset reset,
            ConfigurableApplicationContext context) {
        super(address, context);
        this.users = users;
        this.reset = reset;
    }

    @Override
    protected int run(String address) {
        EmailAddress email;
        try {
            email = EmailAddress.of(address);
        } catch (IllegalArgumentException e) {
            System.out.println(address + " is not an e-mail address. Nothing was changed.");
            return 1;
        }
        if (!users.addOperator(email, Locale.ENGLISH)) {
            System.out.println("Somebody has the address " + address + " already. Take one of its own for running the"
                    + " product. Nothing was changed.");
            return 1;
        }
        reset.request(email, Locale.ENGLISH);
        System.out.println(address + " runs the product from now on. A mail brings the link to a password, good for an"
                + " hour; then sign in and set up a second factor.");
        return 0;
    }
}
