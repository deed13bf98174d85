package dev.perigee.mutation;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import dev.perigee.mutation.Mutant.Edit;
import java.util.HashSet;
import java.util.Set;
import javax.lang.model.element.Modifier;

/** What is masked in the log: each field of a request allowed, each mask taken off. */
final class LogWeakening extends Weakening {

    /** The records of the class at hand that are bodies of requests. */
    private final Set<String> bodies = new HashSet<>();

    LogWeakening(Code code) {
        super(Mutant.Defence.LOG, code);
        code.units().forEach(unit -> new Bodies().scan(unit.tree(), null));
    }

    private final class Bodies extends com.sun.source.util.TreeScanner<Void, Void> {

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            for (var parameter : method.getParameters()) {
                if (has(parameter.getModifiers(), "RequestBody")) {
                    bodies.add(parameter
                            .getType()
                            .toString()
                            .replaceFirst("^(@\\S+ )+", "")
                            .replaceFirst(".*[.]", ""));
                }
            }
            return null;
        }
    }

    private static boolean has(ModifiersTree modifiers, String name) {
        return modifiers.getAnnotations().stream()
                .map(AnnotationTree::getAnnotationType)
                .anyMatch(type -> type.toString().replaceFirst(".*[.]", "").equals(name));
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
        if (type.getKind() == Tree.Kind.RECORD
                && bodies.contains(type.getSimpleName().toString())) {
            for (var member : type.getMembers()) {
                if (member instanceof VariableTree field
                        && !field.getModifiers().getFlags().contains(Modifier.STATIC)
                        && !has(field.getModifiers(), "Loggable")) {
                    int at = start(field);
                    weaken(
                            new Edit(at, at, "@dev.perigee.web.Loggable "),
                            type.getSimpleName() + "." + field.getName() + " may be logged");
                }
            }
        }
        return super.visitClass(type, null);
    }

    @Override
    public Void visitConditionalExpression(ConditionalExpressionTree choice, Void nothing) {
        if (choice.getFalseExpression().toString().equals("MASK")) {
            weaken(choice.getCondition(), "true", "\"" + text(choice) + "\" never masks");
        }
        return super.visitConditionalExpression(choice, null);
    }
}
