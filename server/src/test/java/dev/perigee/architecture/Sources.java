package dev.perigee.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;

/** Reads the sources as the compiler does, for rules about what stands inside methods. */
final class Sources {

    static final Path ROOT = Path.of("src", "main", "java");

    /**
     * A method as it is written.
     *
     * @param parameters the types of its parameters, as they stand there
     */
    record Method(String owner, MethodTree tree, List<String> parameters) {

        String body() {
            return tree.getBody() == null ? "" : tree.getBody().toString();
        }

        int statements() {
            return tree.getBody() == null ? 0 : tree.getBody().getStatements().size();
        }

        boolean isAnnotated(String suffix) {
            return tree.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().endsWith(suffix));
        }

        boolean isPrivate() {
            return tree.getModifiers().getFlags().contains(Modifier.PRIVATE);
        }

        @Override
        public String toString() {
            return owner + '.' + tree.getName();
        }
    }

    private Sources() {}

    static List<Path> files() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The methods of all classes whose name ends so. */
    static List<Method> methodsOf(String suffix) {
        return files().stream()
                .filter(file -> file.getFileName().toString().endsWith(suffix + ".java"))
                .flatMap(file -> methods(file).stream())
                .toList();
    }

    private static List<Method> methods(Path source) {
        var found = new ArrayList<Method>();
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

        private final List<Method> found;

        Finder(List<Method> found) {
            this.found = found;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            for (var member : type.getMembers()) {
                if (member instanceof MethodTree method) {
                    var parameters = method.getParameters().stream()
                            .map(parameter -> parameter.getType().toString())
                            .toList();
                    found.add(new Method(type.getSimpleName().toString(), method, parameters));
                }
            }
            return super.visitClass(type, null);
        }
    }
}
