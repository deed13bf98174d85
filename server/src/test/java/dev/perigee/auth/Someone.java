package dev.perigee.auth;

import static dev.perigee.auth.Assumption.AT_TIMES;
import static dev.perigee.auth.Assumption.BORROWED;
import static dev.perigee.auth.Assumption.BROWSER_LASTS;
import static dev.perigee.auth.Assumption.BY_PHONE;
import static dev.perigee.auth.Assumption.CLEARS_OFTEN;
import static dev.perigee.auth.Assumption.CLEARS_SELDOM;
import static dev.perigee.auth.Assumption.COMPUTER_LASTS;
import static dev.perigee.auth.Assumption.COMPUTER_SWITCHES;
import static dev.perigee.auth.Assumption.ELSEWHERE;
import static dev.perigee.auth.Assumption.HAS_OFFICE;
import static dev.perigee.auth.Assumption.HAS_PHONE;
import static dev.perigee.auth.Assumption.MOBILE_DATA;
import static dev.perigee.auth.Assumption.OFFICE_DAY;
import static dev.perigee.auth.Assumption.OFTEN;
import static dev.perigee.auth.Assumption.PHONE_LASTS;
import static dev.perigee.auth.Assumption.PHONE_SWITCHES;
import static dev.perigee.auth.Assumption.SELDOM;
import static dev.perigee.auth.Assumption.TRIP_EVERY;
import static dev.perigee.auth.Assumption.TRIP_LASTS;
import static dev.perigee.auth.Assumption.TRIP_USE;

import java.util.List;
import java.util.Optional;

/**
 * Somebody honest, day by day: at home, at the office, on the road; with a computer, and most with a phone. Colleagues
 * who share the office's address are not needed here: the rule compares nobody with anybody else.
 */
final class Someone {

    private static final double A_MONTH = 1 / 30.0;

    private final Chance chance;
    private final double use;
    private final double clears;
    private final boolean hasPhone;
    private final boolean hasOffice;
    private final Gadget computer;
    private final Gadget phone;
    private final Line home;
    private final Line office;
    private final Line carrier;
    private Line trip;
    private int back;

    Someone(Chance chance) {
        this.chance = chance;
        use = List.of(OFTEN, AT_TIMES, SELDOM).get(chance.below(3)).value();
        clears = chance.happens(CLEARS_OFTEN) ? A_MONTH : 1 / CLEARS_SELDOM.value();
        hasPhone = chance.happens(HAS_PHONE);
        hasOffice = chance.happens(HAS_OFFICE);
        computer = new Gadget(chance, Browser.ofComputer(chance));
        phone = new Gadget(chance, Browser.ofPhone(chance));
        home = Line.home(chance);
        office = Line.fresh(chance);
        carrier = Line.carrier(chance);
        trip = Line.fresh(chance);
    }

    /** The day of the sign-up, at home. */
    Visit first() {
        return computer.use(0, home.address()).orElseThrow();
    }

    /** A day, with the sign-in that it needed if it needed one. */
    Optional<Visit> live(int day) {
        home.nextDay();
        carrier.nextDay();
        loseAndReplace();
        travel(day);
        boolean uses = chance.happens(day < back ? use * TRIP_USE.value() : use);
        return uses ? visit(day) : Optional.empty();
    }

    private void loseAndReplace() {
        if (chance.happens(clears)) {
            computer.clear();
        }
        if (chance.happens(clears)) {
            phone.clear();
        }
        if (chance.endsToday(BROWSER_LASTS)) {
            computer.changeBrowser();
        }
        if (chance.endsToday(COMPUTER_LASTS)) {
            computer.replace(chance.happens(COMPUTER_SWITCHES));
        }
        if (chance.endsToday(PHONE_LASTS)) {
            phone.replace(chance.happens(PHONE_SWITCHES));
        }
    }

    private void travel(int day) {
        if (day >= back && chance.endsToday(TRIP_EVERY)) {
            trip = Line.fresh(chance);
            back = day + (int) TRIP_LASTS.value();
        }
    }

    private Optional<Visit> visit(int day) {
        boolean byPhone = hasPhone && chance.happens(BY_PHONE);
        var line = byPhone && chance.happens(MOBILE_DATA) ? carrier : place(day);
        if (chance.happens(BORROWED)) {
            return new Gadget(chance, Browser.ofComputer(chance)).use(day, line.address());
        }
        return (byPhone ? phone : computer).use(day, line.address());
    }

    private Line place(int day) {
        if (day < back) {
            return trip;
        }
        if (chance.happens(ELSEWHERE)) {
            return Line.fresh(chance);
        }
        boolean workday = day % 7 < 5;
        return workday && hasOffice && chance.happens(OFFICE_DAY) ? office : home;
    }
}
