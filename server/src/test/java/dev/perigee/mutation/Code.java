package dev.perigee.mutation;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.type.TypeMirror;
import javax.tools.ToolProvider;

/** The product's sources as the compiler understands them: trees with positions and types. */
final class Code {

    /** One file and its tree. */
    record Unit(Source source, CompilationUnitTree tree) {}

    private final List<Unit> units = new ArrayList<>();
    private final Trees trees;

    private Code(Trees trees) {
        this.trees = trees;
    }

    static Code read(Path sources, Path product, List<Path> libraries) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var options = List.of("-proc:none", "-classpath", classPath(product, libraries));
            var units = files.getJavaFileObjectsFromPaths(javaFiles(sources));
            var task = (JavacTask) compiler.getTask(null, files, problem -> {}, options, null, units);
            var code = new Code(Trees.instance(task));
            for (var tree : task.parse()) {
                code.units.add(new Unit(
                        Source.read(sources, Path.of(tree.getSourceFile().toUri())), tree));
            }
            task.analyze();
            return code;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String classPath(Path folder, List<Path> libraries) {
        return Stream.concat(Stream.of(folder), libraries.stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static List<Path> javaFiles(Path sources) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .sorted()
                    .toList();
        }
    }

    List<Unit> units() {
        return units;
    }

    Trees trees() {
        return trees;
    }

    /** The erased name of an expression's type, empty where the compiler does not know. */
    String type(TreePath path) {
        TypeMirror type = trees.getTypeMirror(path);
        return type == null ? "" : type.toString().replaceFirst("<.*", "").replaceFirst("^(@\\S+ )+", "");
    }

    static int start(Trees trees, Unit unit, Tree tree) {
        return (int) trees.getSourcePositions().getStartPosition(unit.tree(), tree);
    }

    static int end(Trees trees, Unit unit, Tree tree) {
        return (int) trees.getSourcePositions().getEndPosition(unit.tree(), tree);
    }
}
