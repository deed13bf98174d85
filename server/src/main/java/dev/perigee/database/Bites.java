package dev.perigee.database;

import java.util.function.IntUnaryOperator;

/**
 * Clears old rows away a bite at a time. One statement over all of them would meet its time limit once many have
 * gathered, and then again each time, while ever more of them gather.
 */
public final class Bites {

    private static final int SIZE = 500;

    private Bites() {}

    /**
     * Goes on until a bite is not full.
     *
     * @param bite takes at most so many rows, passes over those that another node is just taking, and returns how many
     *     it took
     */
    public static void takeAll(IntUnaryOperator bite) {
        int taken = SIZE;
        while (taken == SIZE) {
            taken = bite.applyAsInt(SIZE);
        }
    }
}
