package dev.perigee.mutation;

import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import dev.perigee.mutation.Mutant.Edit;
import java.util.regex.Pattern;

/**
 * Each condition of each statement in a store: whose row, whether it was used, whether it is still good. Housekeeping,
 * which runs by the clock and belongs to no account, is left out.
 */
final class StatementWeakening extends Weakening {

    private static final Pattern WHERE = Pattern.compile("\\bwhere\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern WORD =
            Pattern.compile("\\b(and|order|group|limit|returning|for|union|having)\\b|[()\"]");

    StatementWeakening(Code code) {
        super(Mutant.Defence.STATEMENT, code);
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
        boolean housekeeping = method.getModifiers().getAnnotations().stream()
                .anyMatch(
                        annotation -> annotation.getAnnotationType().toString().equals("Scheduled"));
        return housekeeping ? null : super.visitMethod(method, null);
    }

    @Override
    public Void visitLiteral(LiteralTree literal, Void nothing) {
        if (literal.getValue() instanceof String && source().name().endsWith("Store")) {
            var where = WHERE.matcher(source().text()).region(start(literal), end(literal));
            while (where.find()) {
                conditions(where.end(), end(literal));
            }
        }
        return super.visitLiteral(literal, null);
    }

    /** The conditions after one {@code where}: joined by {@code and}, up to the end of the clause. */
    private void conditions(int from, int limit) {
        var word = WORD.matcher(source().text()).region(from, limit);
        int begin = from;
        int depth = 0;
        while (word.find()) {
            switch (word.group()) {
                case "(" -> depth++;
                case ")" -> depth--;
                default -> {}
            }
            boolean ends = depth < 0 || (depth == 0 && !word.group().matches("[()]"));
            if (ends) {
                condition(begin, word.start());
                begin = word.end();
            }
            if (ends && !word.group().equals("and")) {
                return;
            }
        }
        condition(begin, limit);
    }

    private void condition(int from, int to) {
        String text = source().text().substring(from, to);
        int start = from + text.length() - text.stripLeading().length();
        String condition = text.strip();
        if (!condition.isEmpty()) {
            weaken(
                    new Edit(start, start + condition.length(), "true"),
                    "\"" + condition.replaceAll("\\s+", " ") + "\" → true");
        }
    }
}
