package dev.perigee.mutation;

import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import javax.lang.model.type.TypeKind;

/** The password hash that is made for whoever asks: left out where nobody by that address exists, or where somebody does. */
final class HashWeakening extends Weakening {

    HashWeakening(Code code) {
        super(Mutant.Defence.HASH, code);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
        String method = call.getMethodSelect().toString();
        if (method.equals("passwords.matchesNobody")) {
            weaken(call, "false", "nothing is hashed for nobody");
        } else if (method.equals("passwords.hash") && asksForAnAddress()) {
            weaken(
                    call,
                    "(users.find(email).isPresent() ? \"\" : " + text(call) + ")",
                    "nothing is hashed for an address that is known");
        }
        return super.visitMethodInvocation(call, null);
    }

    private boolean asksForAnAddress() {
        for (var path = getCurrentPath(); path != null; path = path.getParentPath()) {
            if (path.getLeaf() instanceof MethodTree method) {
                return method.getParameters().stream()
                        .anyMatch(parameter -> parameter.getName().contentEquals("email"));
            }
        }
        return false;
    }

    /** A comparison whose outcome nobody uses is work for its own sake. */
    @Override
    public Void visitExpressionStatement(ExpressionStatementTree statement, Void nothing) {
        var type = code().trees().getTypeMirror(new TreePath(getCurrentPath(), statement.getExpression()));
        if (statement.getExpression() instanceof MethodInvocationTree
                && source().feature().equals("dev.perigee.user")
                && type != null
                && type.getKind() == TypeKind.BOOLEAN) {
            weaken(statement, ";", "\"" + text(statement) + "\" left out");
        }
        return super.visitExpressionStatement(statement, null);
    }
}
