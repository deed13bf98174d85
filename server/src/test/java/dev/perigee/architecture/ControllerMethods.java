package dev.perigee.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/** Reads controllers as the compiler does, to see what their methods hold. */
final class ControllerMethods {

    private ControllerMethods() {}

    /** Names of the routes' methods whose body is more than one statement. */
    static List<String> longerThanOneStatement(Path source) {
        var found = new ArrayList<String>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask) compiler.getTask(null, files, null, null, null, files.getJavaFileObjects(source));
            for (var unit : task.parse()) {
                unit.accept(new Finder(found), null);
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Finder extends TreeScanner<Void, Void> {

        private final List<String> found;

        Finder(List<String> found) {
            this.found = found;
        }

        @Override
        public Void visitClass(ClassTree type, Void none) {
            for (var member : type.getMembers()) {
                if (member instanceof MethodTree method && isRoute(method)) {
                    var body = method.getBody();
                    if (body != null && body.getStatements().size() > 1) {
                        found.add(method.getName().toString());
                    }
                }
            }
            return super.visitClass(type, null);
        }

        private static boolean isRoute(MethodTree method) {
            return method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation -> annotation.getAnnotationType().toString().endsWith("Mapping"));
        }
    }
}
