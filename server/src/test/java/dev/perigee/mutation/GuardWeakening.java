package dev.perigee.mutation;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import dev.perigee.web.Permission;
import dev.perigee.web.Permissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Each route's {@code @Verify}: opened, lowered to the next permission, its scope taken away or made another one. */
final class GuardWeakening extends Weakening {

    private final Set<String> scopes = new TreeSet<>();

    GuardWeakening(Code code) {
        super(Mutant.Defence.GUARD, code);
        code.units().forEach(unit -> new Scopes().scan(unit.tree(), null));
    }

    /** All scopes that routes declare: a scope is widened to one that exists. */
    private final class Scopes extends com.sun.source.util.TreeScanner<Void, Void> {

        @Override
        public Void visitAnnotation(AnnotationTree annotation, Void nothing) {
            if (annotation.getAnnotationType().toString().equals("Verify")
                    && arguments(annotation).get("scope") instanceof LiteralTree scope) {
                scopes.add((String) scope.getValue());
            }
            return null;
        }
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
        for (var annotation : method.getModifiers().getAnnotations()) {
            if (annotation.getAnnotationType().toString().equals("Verify")) {
                weakenGuard(annotation);
            }
        }
        return super.visitMethod(method, null);
    }

    private void weakenGuard(AnnotationTree verify) {
        var arguments = arguments(verify);
        weaken(verify, "@dev.perigee.web.Open", "@Verify → @Open");
        if (!arguments.containsKey("unverified")) {
            weaken(verify, text(verify).replaceFirst("\\)$", ", unverified = true)"), "unconfirmed sessions let in");
            lower(arguments.get("permission"));
        }
        if (arguments.get("scope") instanceof LiteralTree scope) {
            weakenScope(scope);
        } else if (!scopes.isEmpty()) {
            String first = scopes.iterator().next();
            weaken(verify, text(verify).replaceFirst("\\)$", ", scope = \"" + first + "\")"), "no scope → " + first);
        }
    }

    private void lower(ExpressionTree permission) {
        var from = Permission.valueOf(text(permission).replaceFirst(".*[.]", ""));
        for (var to : next(from)) {
            weaken(permission, "dev.perigee.web.Permission." + to, from + " → " + to);
        }
    }

    /** The permissions that let in everybody whom this one lets in, and as few others as possible. */
    private static Set<Permission> next(Permission from) {
        var wider = EnumSet.allOf(Permission.class);
        wider.removeIf(to -> !isWider(to, from));
        var next = EnumSet.copyOf(wider);
        next.removeIf(to -> wider.stream().anyMatch(between -> isWider(to, between)));
        return next;
    }

    private static boolean isWider(Permission wide, Permission narrow) {
        return holders(wide).containsAll(holders(narrow)) && !holders(narrow).containsAll(holders(wide));
    }

    private static Set<String> holders(Permission permission) {
        return Permissions.all().keySet().stream()
                .filter(role -> Permissions.of(role).contains(permission))
                .collect(Collectors.toSet());
    }

    private void weakenScope(LiteralTree scope) {
        String name = (String) scope.getValue();
        weaken(scope, "\"\"", "scope " + name + " dropped");
        String read = name.replaceFirst("[.].*", ".read");
        String other = !read.equals(name) && scopes.contains(read)
                ? read
                : scopes.stream().filter(each -> !each.equals(name)).findFirst().orElse("");
        if (!other.isEmpty()) {
            weaken(scope, '"' + other + '"', "scope " + name + " → " + other);
        }
    }

    private static Map<String, ExpressionTree> arguments(AnnotationTree annotation) {
        var arguments = new TreeMap<String, ExpressionTree>();
        for (var argument : annotation.getArguments()) {
            if (argument instanceof AssignmentTree assignment) {
                arguments.put(assignment.getVariable().toString(), assignment.getExpression());
            }
        }
        return arguments;
    }
}
