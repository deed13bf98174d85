package dev.perigee.auth;

import dev.perigee.log.Attempt;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * A year of honest people, and attacks on each of them, through the product's own rule: how often it disturbs those whom
 * it protects, and how often it misses. The program behind {@code bin/simulate}.
 */
final class Simulation {

    static final long SEED = 20_261_123;
    static final int PEOPLE = 3_000;

    private static final int DAYS = 365;

    private final SuspicionRule rule = new UsualWays();
    private final Figures figures;

    private Simulation(int people) {
        this.figures = new Figures(people);
    }

    /**
     * Prints the tables of the guide.
     *
     * @param arguments the seed and the number of people; an empty one is as in the guide
     */
    public static void main(String[] arguments) {
        // What is no number ends the program, which would else print the figures of another crowd.
        long seed = arguments[0].isEmpty() ? SEED : Long.parseLong(arguments[0]);
        int people = arguments[1].isEmpty() ? PEOPLE : Integer.parseInt(arguments[1]);
        System.out.printf("Seed %d%n%n| assumption | from |%n|---|---|%n", seed);
        Stream.of(Assumption.values()).map(Assumption::row).forEach(System.out::println);
        System.out.println();
        run(seed, people).rows().forEach(System.out::println);
    }

    /** The same figures for the same seed. */
    static Figures run(long seed, int people) {
        var simulation = new Simulation(people);
        var chance = new Chance(seed);
        for (int i = 0; i < people; i++) {
            simulation.live(chance.ofSomebody(), chance.ofSomebody());
        }
        return simulation.figures;
    }

    private void live(Chance life, Chance attacks) {
        var someone = new Someone(life);
        var memory = new Memory();
        int attacked = 1 + attacks.below(DAYS - 1);
        come(0, someone.first(), memory);
        for (int day = 1; day < DAYS; day++) {
            var visit = someone.live(day);
            if (visit.isPresent()) {
                come(day, visit.get(), memory);
            }
            if (day == attacked) {
                attack(day, memory, attacks);
            }
        }
    }

    private void come(int day, Visit visit, Memory memory) {
        figures.addHonest(finding(visit.attempt(), memory, day));
        memory.learn(day, visit.completed());
    }

    /** Each attack by itself, as if the others had not been: none of them teaches. */
    private void attack(int day, Memory memory, Chance chance) {
        Arrays.stream(Attack.values())
                .forEach(attack -> figures.add(attack, finding(attack.on(memory.usual(), day, chance), memory, day)));
    }

    private Figures.Finding finding(Attempt attempt, Memory memory, int day) {
        return new Figures.Finding(rule.differences(attempt, memory.on(day)), memory.dormant(day));
    }
}
