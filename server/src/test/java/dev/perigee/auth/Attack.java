package dev.perigee.auth;

import dev.perigee.log.Attempt;
import dev.perigee.log.UserAgents;

/** Ways in which somebody comes with the right password of somebody else. */
enum Attack {
    SCRIPT("credential stuffing by a script that does not hide") {
        @Override
        Attempt on(Attempt usual, int day, Chance chance) {
            return new Attempt(Line.fresh(chance).address(), UserAgents.device("python-requests/2.32.3"), null);
        }
    },
    BOTNET("credential stuffing by a botnet that calls itself Chrome on Windows") {
        @Override
        Attempt on(Attempt usual, int day, Chance chance) {
            return new Attempt(Line.fresh(chance).address(), Browser.CHROME_ON_WINDOWS.on(day), null);
        }
    },
    CONTINENT("a stolen password on a computer of another continent") {
        @Override
        Attempt on(Attempt usual, int day, Chance chance) {
            return new Attempt(
                    Line.fresh(chance).address(), Browser.ofComputer(chance).on(day), null);
        }
    },
    COPIED_AGENT("a stolen password with the victim’s user agent, from another continent") {
        @Override
        Attempt on(Attempt usual, int day, Chance chance) {
            return new Attempt(Line.fresh(chance).address(), usual.device(), null);
        }
    },
    COPIED_AGENT_AND_NETWORK("a stolen password with the victim’s user agent, through the victim’s network") {
        @Override
        Attempt on(Attempt usual, int day, Chance chance) {
            return new Attempt(usual.address(), usual.device(), null);
        }
    },
    STOLEN_COOKIE("a stolen password with the victim’s device cookie, from another continent") {
        @Override
        Attempt on(Attempt usual, int day, Chance chance) {
            return new Attempt(
                    Line.fresh(chance).address(), Browser.ofComputer(chance).on(day), usual.browserId());
        }
    };

    private final String text;

    Attack(String text) {
        this.text = text;
    }

    /** The attempt of that day, by an attacker who may know how the victim came in last. */
    abstract Attempt on(Attempt usual, int day, Chance chance);

    @Override
    public String toString() {
        return text;
    }
}
