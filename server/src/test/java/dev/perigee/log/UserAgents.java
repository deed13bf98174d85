package dev.perigee.log;

/** Lends tests of other packages the product's reading of user agents. */
public final class UserAgents {

    private static final Devices DEVICES = new Devices();

    private UserAgents() {}

    public static Device device(String userAgent) {
        return DEVICES.of(userAgent);
    }
}
