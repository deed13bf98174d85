package dev.perigee.mutation;

import java.util.Locale;

/** What became of a mutant. */
record Verdict(Mutant mutant, Fate fate, Outcome outcome, long seconds) {

    enum Fate {
        /** A test was red. */
        CAUGHT,
        /** Every test was green: the defence could go and nobody would notice. */
        SURVIVED,
        /** The weakened server does not start, so that its red tests prove nothing. */
        INVALID
    }

    String line() {
        String test = outcome.test().replaceFirst(".*[.]", "") + " \"" + outcome.name() + '"';
        String by = fate == Fate.CAUGHT ? "   by " + test : "";
        return "%-9s %s%s  (%d s)".formatted(fate.name().toLowerCase(Locale.ROOT), mutant.name(), by, seconds);
    }

    /** For what was not caught: where it is and what changed. */
    String details() {
        String reason = fate == Fate.INVALID ? "  " + outcome.message() + '\n' : "";
        return '\n' + fate.name().toLowerCase(Locale.ROOT) + "  " + mutant.name() + "\n  " + mutant.where() + '\n'
                + reason + mutant.difference();
    }
}
