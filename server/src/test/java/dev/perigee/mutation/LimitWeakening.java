package dev.perigee.mutation;

import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import java.util.regex.Pattern;

/** Each figure of a rate limit made too large to be met, and each place that takes from a bucket left out. */
final class LimitWeakening extends Weakening {

    private static final Pattern FIGURE = Pattern.compile("\\d+/\\d+[smhd]");
    private static final Pattern TAKE = Pattern.compile("take[A-Z]\\w*");

    LimitWeakening(Code code) {
        super(Mutant.Defence.LIMIT, code);
    }

    @Override
    public Void visitLiteral(LiteralTree literal, Void nothing) {
        if (literal.getValue() instanceof String text && FIGURE.matcher(text).matches()) {
            weaken(literal, "\"100000000/1s\"", "limit " + text + " → none");
        }
        return super.visitLiteral(literal, null);
    }

    @Override
    public Void visitExpressionStatement(ExpressionStatementTree statement, Void nothing) {
        if (takes(statement.getExpression())) {
            weaken(statement, ";", text(statement.getExpression()).replaceFirst("\\(.*", "") + " left out");
        }
        return super.visitExpressionStatement(statement, null);
    }

    @Override
    public Void visitLambdaExpression(LambdaExpressionTree lambda, Void nothing) {
        if (takes(lambda.getBody())) {
            weaken(lambda.getBody(), "{}", text(lambda.getBody()).replaceFirst("\\(.*", "") + " left out");
        }
        return super.visitLambdaExpression(lambda, null);
    }

    private static boolean takes(Tree call) {
        return call instanceof MethodInvocationTree invocation
                && invocation.getMethodSelect() instanceof MemberSelectTree method
                && TAKE.matcher(method.getIdentifier()).matches()
                && method.getExpression().toString().equals("limits");
    }
}
