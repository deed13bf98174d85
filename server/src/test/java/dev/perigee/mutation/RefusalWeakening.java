package dev.perigee.mutation;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import dev.perigee.mutation.Mutant.Edit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Each reason for which a request is refused, by itself: of two reasons each must have its test. That is what leads to a
 * {@code Problem}, what an {@code Optional} is filtered by, and, in the classes through which requests come, what a
 * caller must fulfil to be one.
 */
final class RefusalWeakening extends Weakening {

    private static final String PROBLEM = "dev.perigee.web.Problem";
    private static final Set<String> NOTHING = Set.of("null", "Optional.empty()");

    private final Doors doors;

    RefusalWeakening(Code code) {
        super(Mutant.Defence.REFUSAL, code);
        this.doors = new Doors(code);
    }

    /** What does not exist in production defends nothing. */
    @Override
    public Void visitClass(ClassTree type, Void nothing) {
        boolean development = type.getModifiers().getAnnotations().stream()
                .anyMatch(annotation -> text(annotation).equals("@Profile(\"!production\")"));
        return development || !knowsRequests() ? null : super.visitClass(type, null);
    }

    private boolean knowsRequests() {
        return source().text().contains("dev.perigee.web");
    }

    @Override
    public Void visitIf(IfTree decision, Void nothing) {
        if (refuses(decision.getThenStatement())) {
            reasons(decision.getCondition(), Tree.Kind.CONDITIONAL_OR, "false");
        }
        return super.visitIf(decision, null);
    }

    private boolean refuses(StatementTree then) {
        var only = then instanceof BlockTree block && block.getStatements().size() == 1
                ? block.getStatements().getFirst()
                : then;
        return switch (only) {
            case ThrowTree refusal -> isProblem(refusal.getExpression());
            case ReturnTree answer -> answer.getExpression() != null && refuses(answer.getExpression());
            default -> false;
        };
    }

    private boolean refuses(ExpressionTree answer) {
        return isProblem(answer) || inRefusal() || (doors.has(source()) && NOTHING.contains(answer.toString()));
    }

    private boolean isProblem(ExpressionTree expression) {
        var path = TreePath.getPath(getCurrentPath(), expression);
        return code().type(path).equals(PROBLEM);
    }

    /** Whether the walk is in a method that says by its name what it gives: the reason of a refusal. */
    private boolean inRefusal() {
        for (var path = getCurrentPath(); path != null; path = path.getParentPath()) {
            if (path.getLeaf() instanceof MethodTree method) {
                return method.getName().contentEquals("refusal")
                        && !method.getParameters().isEmpty();
            }
        }
        return false;
    }

    @Override
    public Void visitConditionalExpression(ConditionalExpressionTree choice, Void nothing) {
        boolean otherwiseNothing = NOTHING.contains(choice.getFalseExpression().toString());
        if (otherwiseNothing && (isProblem(choice.getTrueExpression()) || inRefusal())) {
            reasons(choice.getCondition(), Tree.Kind.CONDITIONAL_OR, "false");
        } else if (otherwiseNothing && doors.has(source())) {
            reasons(choice.getCondition(), Tree.Kind.CONDITIONAL_AND, "true");
        }
        return super.visitConditionalExpression(choice, null);
    }

    @Override
    public Void visitReturn(ReturnTree answer, Void nothing) {
        conditions(answer.getExpression());
        return super.visitReturn(answer, null);
    }

    @Override
    public Void visitVariable(VariableTree variable, Void nothing) {
        conditions(variable.getInitializer());
        return super.visitVariable(variable, null);
    }

    /** What must all be true of somebody, at the door; in a refusal it would be true of whom it refuses. */
    private void conditions(@Nullable ExpressionTree all) {
        if (doors.has(source()) && !inRefusal() && all != null && all.getKind() == Tree.Kind.CONDITIONAL_AND) {
            reasons(all, Tree.Kind.CONDITIONAL_AND, "true");
        }
    }

    private void reasons(ExpressionTree condition, Tree.Kind operator, String replacement) {
        if (condition instanceof ParenthesizedTree inner) {
            reasons(inner.getExpression(), operator, replacement);
        } else if (condition instanceof BinaryTree both && both.getKind() == operator) {
            reasons(both.getLeftOperand(), operator, replacement);
            reasons(both.getRightOperand(), operator, replacement);
        } else if (!isNeeded(condition, operator)) {
            // Its outcome does not count; that it is asked for stays, and so does what it may throw.
            String ignored = operator == Tree.Kind.CONDITIONAL_OR ? " && " : " || ";
            weaken(
                    condition,
                    "((" + text(condition) + ")" + ignored + replacement + ")",
                    "\"" + flat(text(condition)) + "\" → " + replacement);
        }
    }

    /** Where null is turned away the next line would fail without the question, which lets nobody in. */
    private static boolean isNeeded(ExpressionTree condition, Tree.Kind operator) {
        if (condition instanceof InstanceOfTree test) {
            return test.getPattern() != null;
        }
        var turnsNullAway = operator == Tree.Kind.CONDITIONAL_OR ? Tree.Kind.EQUAL_TO : Tree.Kind.NOT_EQUAL_TO;
        return condition instanceof BinaryTree comparison
                && comparison.getKind() == turnsNullAway
                && comparison.getRightOperand().getKind() == Tree.Kind.NULL_LITERAL;
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
        if (call.getMethodSelect() instanceof MemberSelectTree select
                && select.getIdentifier().contentEquals("filter")
                && code().type(new TreePath(new TreePath(getCurrentPath(), select), select.getExpression()))
                        .equals("java.util.Optional")) {
            int from = end(select.getExpression());
            weaken(
                    new Edit(from, end(call), ""),
                    "\"" + flat(source().text().substring(from, end(call))) + "\" left out");
        }
        return super.visitMethodInvocation(call, null);
    }

    private static String flat(String text) {
        String flat = text.replaceAll("\\s+", " ").strip();
        return flat.length() > 70 ? flat.substring(0, 70) + "…" : flat;
    }
}
