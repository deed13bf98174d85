package dev.perigee.mutation;

import java.nio.file.Path;
import java.util.Locale;

/**
 * One defence, weakened: a stretch of one file replaced by another text.
 *
 * @param defence whose weakening it is
 * @param what in words, for example {@code ProjectController.get: @Verify → @Open}
 */
record Mutant(Defence defence, Source source, Edit edit, String what) {

    /** The kinds of defence, each with what a test must be able to see of it. */
    enum Defence {
        /** Who may call a route. */
        GUARD,
        /** How often. */
        LIMIT,
        /** Which rows a statement touches; looked at without row-level security, which would hide the hole. */
        STATEMENT,
        /** Which rows the database lets it touch. */
        POLICY,
        /** What is refused, and what is filtered out. */
        REFUSAL,
        /** The work that is done for somebody who does not exist. */
        HASH,
        /** What does not reach the log. */
        LOG
    }

    /** @param start the first character that is replaced, {@code end} the first one after it that is not */
    record Edit(int start, int end, String replacement) {}

    String name() {
        return defence.name().toLowerCase(Locale.ROOT) + "  " + what;
    }

    boolean isJava() {
        return source.file().toString().endsWith(".java");
    }

    /** Whether the tests run on a database without row-level security: either wall alone must hold. */
    boolean oneWall() {
        return defence == Defence.STATEMENT;
    }

    String text() {
        return source.text().substring(0, edit.start())
                + edit.replacement()
                + source.text().substring(edit.end());
    }

    /** The line that changes, as it is and as it becomes. */
    String difference() {
        int from = source.text().lastIndexOf('\n', Math.max(0, edit.start() - 1)) + 1;
        int to = source.text().indexOf('\n', edit.end());
        String end = source.text().substring(edit.end(), to < 0 ? source.text().length() : to);
        String begin = source.text().substring(from, edit.start());
        return lines("-", begin + source.text().substring(edit.start(), edit.end()) + end)
                + lines("+", begin + edit.replacement() + end).stripTrailing();
    }

    private static String lines(String sign, String text) {
        return text.replaceAll("(?m)^", "    " + sign + " ") + "\n";
    }

    /** Where it stands, as editors read it. */
    String where() {
        Path project = Path.of("..").toAbsolutePath().normalize();
        return project.relativize(source.file()) + ":" + source.line(edit.start());
    }
}
