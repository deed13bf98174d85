package dev.perigee.log;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/** Tells where an address is in the world. Declare a bean of your own to ask somebody else than the file GEOIP_FILE. */
public interface Places {

    /**
     * The place in the reader's language, for example {@code Madrid, Spain}; nothing when it is not known, for a guess
     * would frighten people or lull them. It is asked inside the transaction of a sign-in: it must answer at once, from
     * what this node has, and never throw.
     */
    Optional<String> of(InetAddress address, Locale locale);
}
