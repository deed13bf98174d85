package dev.perigee.mutation;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePathScanner;
import dev.perigee.mutation.Mutant.Defence;
import dev.perigee.mutation.Mutant.Edit;
import java.util.ArrayList;
import java.util.List;

/** Walks through the sources and finds the defences of one kind; each becomes a mutant. */
abstract class Weakening extends TreePathScanner<Void, Void> {

    private final Defence defence;
    private final Code code;
    private final List<Mutant> mutants = new ArrayList<>();
    private Code.Unit unit;

    Weakening(Defence defence, Code code) {
        this.defence = defence;
        this.code = code;
    }

    final List<Mutant> mutants() {
        for (var each : code.units()) {
            unit = each;
            scan(each.tree(), null);
        }
        return mutants;
    }

    final Code code() {
        return code;
    }

    final Source source() {
        return unit.source();
    }

    final int start(Tree tree) {
        return Code.start(code.trees(), unit, tree);
    }

    final int end(Tree tree) {
        return Code.end(code.trees(), unit, tree);
    }

    final String text(Tree tree) {
        return source().text().substring(start(tree), end(tree));
    }

    /** Replaces a tree by a text. */
    final void weaken(Tree tree, String replacement, String what) {
        weaken(new Edit(start(tree), end(tree), replacement), what);
    }

    final void weaken(Edit edit, String what) {
        mutants.add(new Mutant(defence, source(), edit, place() + ": " + what));
    }

    /** Class and method that the walk is in. */
    private String place() {
        String type = source().name();
        String method = "";
        for (var path = getCurrentPath(); path != null; path = path.getParentPath()) {
            if (path.getLeaf() instanceof MethodTree in && method.isEmpty()) {
                method =
                        in.getName().contentEquals("<init>") ? "" : in.getName().toString();
            } else if (path.getLeaf() instanceof ClassTree in
                    && !in.getSimpleName().isEmpty()) {
                type = in.getSimpleName().toString();
                break;
            }
        }
        return method.isEmpty() ? type : type + '.' + method;
    }
}
