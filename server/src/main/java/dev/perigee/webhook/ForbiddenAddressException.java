package dev.perigee.webhook;

import java.io.Serial;
import java.net.UnknownHostException;

/** A name leads into a network where no receiver may be; for the customer it is as if it led nowhere. */
final class ForbiddenAddressException extends UnknownHostException {

    @Serial
    private static final long serialVersionUID = 1L;

    ForbiddenAddressException(String host) {
        super(host + " has an address that is not public");
    }
}
