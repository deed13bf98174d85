package dev.perigee.auth;

import static dev.perigee.auth.Assumption.OTHER_BROWSER;
import static dev.perigee.auth.Assumption.PRIVATE_WINDOW;
import static dev.perigee.auth.Assumption.SIGNS_OUT;

import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A computer or a phone with two browsers, the usual one and another; each keeps its cookies until they are lost. */
final class Gadget {

    /** A browser's cookies: its name for us, and its session. */
    private static final class Jar {

        private static final int NEVER = -1_000;
        private static final int SESSION_DAYS = 30;
        private static final int IDLE_DAYS = 7;

        private final Browser browser;
        private @Nullable UUID name;
        private int signedIn = NEVER;
        private int used = NEVER;

        Jar(Browser browser) {
            this.browser = browser;
        }

        Optional<Visit> use(Chance chance, int day, InetAddress address) {
            boolean lives = day - signedIn < SESSION_DAYS && day - used < IDLE_DAYS;
            used = day;
            return lives ? Optional.empty() : Optional.of(signIn(chance, day, address));
        }

        private Visit signIn(Chance chance, int day, InetAddress address) {
            var before = name;
            var after = Objects.requireNonNullElseGet(before, chance::id);
            name = after;
            signedIn = day;
            return Visit.of(browser, day, address, before, after);
        }
    }

    private final Chance chance;
    private Jar usual;
    private Jar other;

    Gadget(Chance chance, Browser browser) {
        this.chance = chance;
        this.usual = new Jar(browser);
        this.other = new Jar(browser.besides(chance));
    }

    /** Uses the product for a while; gives the sign-in, unless a session was still alive. */
    Optional<Visit> use(int day, InetAddress address) {
        if (chance.happens(PRIVATE_WINDOW)) {
            return Optional.of(new Jar(usual.browser).signIn(chance, day, address));
        }
        var jar = chance.happens(OTHER_BROWSER) ? other : usual;
        var visit = jar.use(chance, day, address);
        if (chance.happens(SIGNS_OUT)) {
            jar.signedIn = Jar.NEVER;
        }
        return visit;
    }

    /** All cookies are lost. */
    void clear() {
        usual = new Jar(usual.browser);
        other = new Jar(other.browser);
    }

    /** From now on another browser is the usual one. */
    void changeBrowser() {
        var before = usual;
        usual = other;
        other = before;
    }

    /** A new machine in its place. */
    void replace(boolean otherSystem) {
        var browser = otherSystem ? usual.browser.onAnotherSystem(chance) : usual.browser;
        usual = new Jar(browser);
        other = new Jar(browser.besides(chance));
    }
}
