package dev.perigee.mutation;

import java.nio.file.Path;
import java.util.List;

/**
 * What a worker is asked to run; it travels as one line of text.
 *
 * @param product the folder of the classes, weakened or as they are
 * @param oneWall on a database without row-level security
 * @param schema whether the migrations changed, so that the database must be made from them
 * @param routes limits the authorisation matrix to the routes that match
 * @param tests the classes to run, in this order, until one is red
 */
record Trial(Path product, boolean oneWall, boolean schema, String routes, List<String> tests) {

    private static final String TAB = "\t";

    String line() {
        return String.join(
                TAB,
                product.toString(),
                String.valueOf(oneWall),
                String.valueOf(schema),
                routes,
                String.join(",", tests));
    }

    static Trial of(String line) {
        String[] parts = line.split(TAB, -1);
        return new Trial(
                Path.of(parts[0]),
                Boolean.parseBoolean(parts[1]),
                Boolean.parseBoolean(parts[2]),
                parts[3],
                List.of(parts[4].split(",", -1)));
    }
}
