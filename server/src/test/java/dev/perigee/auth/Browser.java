package dev.perigee.auth;

import dev.perigee.log.Device;
import dev.perigee.log.UserAgents;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Browsers on their systems: how they announce themselves, and how common they are (StatCounter 2024 and 2025, rounded). */
enum Browser {
    CHROME_ON_WINDOWS(
            56, "(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%1$d.0.0.0 Safari/537.36"),
    EDGE_ON_WINDOWS(
            12,
            "(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%1$d.0.0.0 Safari/537.36 Edg/%1$d.0.0.0"),
    FIREFOX_ON_WINDOWS(4, "(Windows NT 10.0; Win64; x64; rv:%1$d.0) Gecko/20100101 Firefox/%1$d.0"),
    OPERA_ON_WINDOWS(
            2,
            "(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%1$d.0.0.0 Safari/537.36 OPR/%1$d.0.0.0"),
    CHROME_ON_MAC(
            9,
            "(Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%1$d.0.0.0 Safari/537.36"),
    SAFARI_ON_MAC(
            6,
            "(Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%1$d.0 Safari/605.1.15"),
    FIREFOX_ON_MAC(1, "(Macintosh; Intel Mac OS X 10.15; rv:%1$d.0) Gecko/20100101 Firefox/%1$d.0"),
    CHROME_ON_LINUX(3, "(X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%1$d.0.0.0 Safari/537.36"),
    FIREFOX_ON_LINUX(2, "(X11; Linux x86_64; rv:%1$d.0) Gecko/20100101 Firefox/%1$d.0"),
    CHROME_ON_CHROMEOS(
            2, "(X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%1$d.0.0.0 Safari/537.36"),
    CHROME_ON_ANDROID(
            66, "(Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%1$d.0.0.0 Mobile Safari/537.36"),
    SAMSUNG_ON_ANDROID(
            3,
            "(Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/%1$d.0 Chrome/%1$d.0.0.0 Mobile Safari/537.36"),
    FIREFOX_ON_ANDROID(1, "(Android 15; Mobile; rv:%1$d.0) Gecko/%1$d.0 Firefox/%1$d.0"),
    SAFARI_ON_IOS(
            20,
            "(iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%1$d.0 Mobile/15E148 Safari/604.1"),
    CHROME_ON_IOS(
            4,
            "(iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/%1$d.0.0.0 Mobile/15E148 Safari/604.1");

    private static final int FIRST_VERSION = 140;
    private static final int DAYS_A_VERSION = 28;

    private final int share;
    private final String userAgent;

    Browser(int share, String userAgent) {
        this.share = share;
        this.userAgent = "Mozilla/5.0 " + userAgent;
    }

    /** As the server sees it on that day: browsers bring out a version every four weeks. */
    Device on(int day) {
        return UserAgents.device(String.format(Locale.ROOT, userAgent, FIRST_VERSION + day / DAYS_A_VERSION));
    }

    /** Those of phones come last. */
    private boolean isOnPhone() {
        return compareTo(CHROME_ON_ANDROID) >= 0;
    }

    private String system() {
        return name().substring(name().indexOf("_ON_"));
    }

    static Browser ofComputer(Chance chance) {
        return any(chance, browser -> !browser.isOnPhone());
    }

    static Browser ofPhone(Chance chance) {
        return any(chance, Browser::isOnPhone);
    }

    /** Another one of the same machine; the same one where there is no other. */
    Browser besides(Chance chance) {
        var others = matching(browser -> browser != this && browser.system().equals(system()));
        return others.isEmpty() ? this : any(chance, others::contains);
    }

    /** One of another machine of the same kind. */
    Browser onAnotherSystem(Chance chance) {
        return any(
                chance,
                browser ->
                        browser.isOnPhone() == isOnPhone() && !browser.system().equals(system()));
    }

    private static List<Browser> matching(Predicate<Browser> condition) {
        return Arrays.stream(values()).filter(condition).toList();
    }

    private static Browser any(Chance chance, Predicate<Browser> condition) {
        var choice = matching(condition);
        int at = chance.below(choice.stream().mapToInt(browser -> browser.share).sum());
        for (var browser : choice) {
            at -= browser.share;
            if (at < 0) {
                return browser;
            }
        }
        throw new IllegalStateException("The shares add up");
    }
}
