package dev.perigee.log;

import dev.perigee.database.UserId;
import dev.perigee.web.Client;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps every attempt to sign in, also the failed ones of people we do not know. */
@Component
public class Logins {

    private final LoginStore store;

    Logins(LoginStore store) {
        this.store = store;
    }

    /**
     * Notes an attempt at once, in the caller's transaction if there is one.
     *
     * @param user null when the address is nobody's; the address itself is not kept
     * @param result {@code signed_in}, or why not
     */
    public void note(@Nullable UserId user, Client client, Device device, String result) {
        store.add(user, client.address(), device, result);
    }
}
