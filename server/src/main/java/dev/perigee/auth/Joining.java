package dev.perigee.auth;

import dev.perigee.account.Invitations;
import dev.perigee.database.UserId;
import dev.perigee.user.Passwords;
import dev.perigee.user.Users;
import dev.perigee.web.Client;
import dev.perigee.web.Problem;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The way in of somebody who is invited and not known yet. The mail has proved the address, so they are confirmed from the
 * first moment; and they belong to the account that invited them, and have none of their own.
 */
@Component
class Joining {

    private final Invitations invitations;
    private final Users users;
    private final Passwords passwords;
    private final SignIns signIns;
    private final TransactionOperations transactions;

    Joining(
            Invitations invitations,
            Users users,
            Passwords passwords,
            SignIns signIns,
            TransactionOperations transactions) {
        this.invitations = invitations;
        this.users = users;
        this.passwords = passwords;
        this.signIns = signIns;
        this.transactions = transactions;
    }

    /**
     * Makes the person, gives them their place, and signs them in.
     *
     * @throws Problem 402; 409 {@code already_registered}; 410 {@code link_spent}; 422 for a password that is not taken
     */
    SignedIn join(String token, String name, String password, @Nullable String kind, Client client) {
        var email = invitations.newcomer(token);
        passwords.require(password, email, name);
        var form = new Users.NewUser(email, name, name, passwords.hash(password), client.locale());
        try {
            return enter(token, form, kind, client);
        } catch (DuplicateKeyException e) {
            // Somebody signed up with the address at this very moment; now they are seen, and give way.
            return enter(token, form, kind, client);
        }
    }

    private SignedIn enter(String token, Users.NewUser form, @Nullable String kind, Client client) {
        return Objects.requireNonNull(transactions.execute(transaction -> {
            var id = UserId.next();
            if (!users.addProven(id, form)) {
                throw Invitations.alreadyRegistered();
            }
            var person = users.find(id).orElseThrow();
            invitations.accept(person, token);
            return signIns.complete(person, client, kind, false);
        }));
    }
}
