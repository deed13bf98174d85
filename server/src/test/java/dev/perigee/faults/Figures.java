package dev.perigee.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What was measured beside what is asked for; all of it is shown, also when some of it is not good enough. */
final class Figures {

    private final String row;
    private final List<String> shown = new ArrayList<>();
    private final List<String> missed = new ArrayList<>();

    Figures(String row) {
        this.row = row;
    }

    Figures atMost(String what, long measured, long most) {
        return add("%s %d (≤ %d)".formatted(what, measured, most), measured <= most);
    }

    Figures atLeast(String what, long measured, long least) {
        return add("%s %d (≥ %d)".formatted(what, measured, least), measured >= least);
    }

    Figures within(String what, Duration measured, Duration most) {
        return add(
                "%s %.1f s (≤ %.1f s)".formatted(what, measured.toMillis() / 1000.0, most.toMillis() / 1000.0),
                measured.compareTo(most) <= 0);
    }

    /** Something that is told and not judged. */
    Figures told(String what) {
        return add(what, true);
    }

    private Figures add(String text, boolean good) {
        shown.add(good ? text : "MISSED: " + text);
        if (!good) {
            missed.add(text);
        }
        return this;
    }

    /** Prints the row's line and fails when a figure was missed. */
    void judge() {
        System.out.println(row + (missed.isEmpty() ? "  ok      " : "  MISSED  ") + String.join(" · ", shown));
        if (!missed.isEmpty()) {
            throw new AssertionError(row + " missed " + String.join(", ", missed));
        }
    }
}
