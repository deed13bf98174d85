package dev.perigee.mutation;

/**
 * How a trial ended; it travels as one line of text.
 *
 * @param test the class that was red, empty when all were green
 * @param name what the red test says of itself
 * @param message why it was red
 */
record Outcome(String test, String name, String message) {

    static final Outcome GREEN = new Outcome("", "", "");

    boolean red() {
        return !test.isEmpty();
    }

    String line() {
        return String.join("\t", test, flat(name), flat(message));
    }

    static Outcome of(String line) {
        String[] parts = line.split("\t", -1);
        return new Outcome(parts[0], parts[1], parts[2]);
    }

    private static String flat(String text) {
        String flat = text.replaceAll("\\s+", " ").strip();
        return flat.length() > 300 ? flat.substring(0, 300) + "…" : flat;
    }
}
