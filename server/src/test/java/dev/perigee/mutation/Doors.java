package dev.perigee.mutation;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The classes through which each request comes, and those of their own package whom they ask. */
final class Doors {

    private static final Set<String> DOORS =
            Set.of("ApiFilter", "OncePerRequestFilter", "CallerResolver", "HandlerInterceptor", "MethodInterceptor");

    private final Set<String> names = new HashSet<>();

    Doors(Code code) {
        code.units().forEach(unit -> new Finder(unit.source().feature()).scan(unit.tree(), null));
    }

    /** Whether the file is one of them. */
    boolean has(Source source) {
        return names.contains(source.feature() + '.' + source.name());
    }

    private final class Finder extends TreeScanner<Void, Void> {

        private final String feature;

        Finder(String feature) {
            this.feature = feature;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            if (parents(type).stream().anyMatch(parent -> DOORS.contains(parent.toString()))) {
                names.add(feature + '.' + type.getSimpleName());
                type.getMembers().stream()
                        .filter(VariableTree.class::isInstance)
                        .map(member -> ((VariableTree) member).getType())
                        .forEach(asked -> names.add(feature + '.' + asked));
            }
            return super.visitClass(type, null);
        }

        private static List<Tree> parents(ClassTree type) {
            var parents = new ArrayList<Tree>(type.getImplementsClause());
            Stream.ofNullable(type.getExtendsClause()).forEach(parents::add);
            return parents;
        }
    }
}
