package dev.perigee.auth;

import static dev.perigee.auth.AuthSettings.SuspiciousSignIn.CHALLENGE;
import static dev.perigee.auth.AuthSettings.SuspiciousSignIn.NOTIFY;
import static dev.perigee.auth.AuthSettings.SuspiciousSignIn.OFF;

import dev.perigee.auth.AuthSettings.SuspiciousSignIn;
import dev.perigee.auth.Suspicion.Verdict;
import dev.perigee.auth.SuspicionRule.Signal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What came out of a simulated year: in what honest sign-ins and attacks differed, and what each mode makes of it. */
final class Figures {

    /**
     * What the rule found about a sign-in.
     *
     * @param dormant there was nothing to compare it with any more
     */
    record Finding(Set<Signal> differences, boolean dormant) {

        /** As the product has it. */
        Verdict in(SuspiciousSignIn mode) {
            return Suspicion.verdict(mode, differences, dormant);
        }

        @Override
        public String toString() {
            String signals = differences.stream()
                    .map(signal -> signal.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
            return dormant ? "unknown, after 90 days" : signals.isEmpty() ? "nothing" : signals;
        }
    }

    /** How many sign-ins there were of which one found what. */
    private static final class Tally {

        private final Map<Finding, Integer> counts = new HashMap<>();

        void add(Finding finding) {
            counts.merge(finding, 1, Integer::sum);
        }

        int total() {
            return counts.values().stream().mapToInt(Integer::intValue).sum();
        }

        int count(Verdict verdict, SuspiciousSignIn mode) {
            return counts.entrySet().stream()
                    .filter(entry -> entry.getKey().in(mode) == verdict)
                    .mapToInt(Map.Entry::getValue)
                    .sum();
        }
    }

    private final int people;
    private final Tally honest = new Tally();
    private final Map<Attack, Tally> attacks = new EnumMap<>(Attack.class);

    /** @param people how many lived through the year */
    Figures(int people) {
        this.people = people;
    }

    void addHonest(Finding finding) {
        honest.add(finding);
    }

    void add(Attack attack, Finding finding) {
        attacks.computeIfAbsent(attack, each -> new Tally()).add(finding);
    }

    int of(Attack attack, Verdict verdict, SuspiciousSignIn mode) {
        return attacks.getOrDefault(attack, new Tally()).count(verdict, mode);
    }

    /** The tables of the guide. */
    List<String> rows() {
        var rows = new ArrayList<String>();
        rows.add(String.format(Locale.ROOT, "Honest: %,d people, a year, %,d sign-ins.", people, honest.total()));
        rows.add("");
        rows.add(
                "| mode | stopped, of 1,000 sign-ins | stopped, a person and year | told, of 1,000 sign-ins | told, a person and year |");
        rows.add("|---|---|---|---|---|");
        for (var mode : SuspiciousSignIn.values()) {
            rows.add(honestRow(mode));
        }
        rows.add("");
        rows.add("| new about an honest sign-in | of 1,000 |");
        rows.add("|---|---|");
        rows.addAll(differences());
        rows.add("");
        rows.add("| attack: stopped / told / unnoticed, in % | `disable`, `challenge` | `notify` | `off` |");
        rows.add("|---|---|---|---|");
        attacks.forEach((attack, tally) -> rows.add("| %s | %s | %s | %s |"
                .formatted(attack, fates(tally, CHALLENGE), fates(tally, NOTIFY), fates(tally, OFF))));
        return rows;
    }

    private String honestRow(SuspiciousSignIn mode) {
        int stopped = honest.count(Verdict.STOPPED, mode);
        int told = honest.count(Verdict.TOLD, mode);
        return String.format(
                Locale.ROOT,
                "| `%s` | %.1f | %.2f | %.1f | %.2f |",
                mode.name().toLowerCase(Locale.ROOT),
                1000.0 * stopped / honest.total(),
                1.0 * stopped / people,
                1000.0 * told / honest.total(),
                1.0 * told / people);
    }

    private List<String> differences() {
        return honest.counts.entrySet().stream()
                .sorted(Map.Entry.<Finding, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(entry -> entry.getKey().toString()))
                .map(entry -> String.format(
                        Locale.ROOT, "| %s | %.1f |", entry.getKey(), 1000.0 * entry.getValue() / honest.total()))
                .toList();
    }

    private static String fates(Tally tally, SuspiciousSignIn mode) {
        return String.format(
                Locale.ROOT,
                "%.0f / %.0f / %.0f",
                100.0 * tally.count(Verdict.STOPPED, mode) / tally.total(),
                100.0 * tally.count(Verdict.TOLD, mode) / tally.total(),
                100.0 * tally.count(Verdict.USUAL, mode) / tally.total());
    }
}
