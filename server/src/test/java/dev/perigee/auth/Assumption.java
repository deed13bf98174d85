package dev.perigee.auth;

import java.text.MessageFormat;
import java.util.Locale;

/**
 * What the simulation takes for granted of people's lives, each figure with where it comes from. They were written down
 * before the first run and not touched afterwards; {@code docs/guide/security.md} shows them as they stand here.
 */
enum Assumption {
    OFTEN("a third of people use the product on {0} of days", 0.7, "our estimate"),
    AT_TIMES("a third on {0}", 0.15, "our estimate"),
    SELDOM("a third on {0}", 0.02, "our estimate"),
    HAS_PHONE("{0} use it on their phone too", 0.6, "our estimate"),
    BY_PHONE("they then take the phone {0} of the time", 0.25, "our estimate"),
    SIGNS_OUT("{0} of uses end with signing out", 0.15, "our estimate"),

    PHONE_LASTS("a phone lasts {1} days", 882, "reviews.org 2025: 29 months"),
    PHONE_SWITCHES("{0} of new phones have another system", 0.075, "CIRP 2023: 91 % and 94 % stay"),
    COMPUTER_LASTS("a computer lasts {1} days", 1_461, "our estimate"),
    COMPUTER_SWITCHES("{0} of new computers have another system", 0.1, "our estimate"),
    BROWSER_LASTS("people keep to a browser for {1} days", 3_650, "our estimate"),
    OTHER_BROWSER("{0} of uses are in the second browser of the machine", 0.03, "our estimate"),
    BORROWED("{0} of uses are on somebody else’s machine", 0.005, "our estimate"),

    CLEARS_OFTEN("{0} of people clear their cookies every month", 0.31, "comScore 2007"),
    CLEARS_SELDOM("the others every {1} days", 365, "our estimate"),
    PRIVATE_WINDOW(
            "{0} of uses are in a private window", 0.03, "our estimate; DuckDuckGo 2017: 46 % have ever used one"),

    HOME_SPEAKS_V6("{0} of homes and phones reach us over IPv6", 0.5, "Google’s statistics, 2026"),
    HOME_V6_LASTS(
            "a home keeps its IPv6 prefix for {1} days", 120, "DynamIPs 2020: “often remaining stable for months”"),
    HOME_V4_LASTS(
            "a home keeps its IPv4 address for {1} days", 59, "comScore 2008: nearly 60 % have one address a month"),
    RESTLESS(
            "{0} of homes with IPv4 get another address every day",
            0.15, "our estimate; RIPE Atlas 2015: 20 providers do so every day or every few days"),
    MOVES_AWAY(
            "{0} of address changes leave the /24 or /48",
            0.75, "our estimate; RIPE Atlas 2015: almost half leave even the routed prefix"),
    HOME_POOL("a provider gives a home addresses out of {1} networks", 64, "our estimate"),
    MOBILE_DATA("{0} of uses by phone go over the carrier", 0.5, "our estimate"),
    CARRIER_POOL(
            "a carrier shows a phone, anew each time, in one of {1} networks",
            8, "our estimate; among carriers such NAT is the rule (Richter 2016)"),
    HAS_OFFICE("{0} of people have an office", 0.6, "our estimate"),
    OFFICE_DAY("they are there {0} of workdays", 0.6, "our estimate"),
    ELSEWHERE("{0} of uses are from a café, a friend’s, or through a VPN", 0.04, "our estimate"),
    TRIP_EVERY(
            "people travel every {1} days",
            130, "Eurostat 2014: 1,183 million trips of 428 million residents, 2.8 each"),
    TRIP_LASTS("for {1} days", 5, "Eurostat 2016: 5.1 nights"),
    TRIP_USE("and then use the product {0} as often", 0.5, "our estimate");

    private final String text;
    private final double value;
    private final String source;

    Assumption(String text, double value, String source) {
        this.text = text;
        this.value = value;
        this.source = source;
    }

    /** A share between nothing and one, or a number of days or networks. */
    double value() {
        return value;
    }

    /** A row of the guide’s table. */
    String row() {
        var share = new MessageFormat("{0,number,0.#} %", Locale.ROOT).format(new Object[] {100 * value});
        var number = new MessageFormat("{0,number,#,##0}", Locale.ROOT).format(new Object[] {value});
        return "| " + new MessageFormat(text, Locale.ROOT).format(new Object[] {share, number}) + " | " + source + " |";
    }
}
