package dev.perigee.contract;

import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.springframework.util.StringUtils;

/** Reads the comments back from the sources: the compiler forgets them, and the API's users are to read them. */
final class Javadocs {

    /** One comment: its first sentence, what follows, and what it says of each parameter or component. */
    record Comment(String summary, String description, Map<String, String> parameters) {

        static final Comment NONE = new Comment("", "", Map.of());

        String whole() {
            return description.isEmpty() ? summary : summary + "\n\n" + description;
        }
    }

    /** The sources do not change while tests run, and reading them takes a second. */
    private static final Map<Path, Javadocs> READ = new ConcurrentHashMap<>();

    private final Map<String, Comment> comments = new HashMap<>();

    private Javadocs() {}

    /** The comments of all sources below a folder. */
    static Javadocs of(Path sources) {
        return READ.computeIfAbsent(sources, Javadocs::read);
    }

    private static Javadocs read(Path sources) {
        var javadocs = new Javadocs();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null);
                var found = Files.walk(sources)) {
            var java = found.filter(file -> file.toString().endsWith(".java")).toList();
            var task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(java));
            var reader = javadocs.new Reader(DocTrees.instance(task));
            task.parse().forEach(unit -> reader.scan(unit, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return javadocs;
    }

    Comment of(Class<?> type) {
        return comments.getOrDefault(type.getCanonicalName(), Comment.NONE);
    }

    Comment of(Method method) {
        return comments.getOrDefault(
                method.getDeclaringClass().getCanonicalName() + '#' + method.getName(), Comment.NONE);
    }

    Comment of(Package feature) {
        return comments.getOrDefault(feature.getName(), Comment.NONE);
    }

    /** Notes each comment under the full name of what it stands above. */
    private final class Reader extends TreePathScanner<Void, String> {

        private final DocTrees trees;

        Reader(DocTrees trees) {
            this.trees = trees;
        }

        @Override
        public Void visitPackage(PackageTree tree, String outer) {
            note(tree.getPackageName().toString());
            return super.visitPackage(tree, outer);
        }

        @Override
        public Void visitClass(ClassTree tree, String outer) {
            var unit = getCurrentPath().getCompilationUnit().getPackageName();
            String name = (outer == null ? unit.toString() : outer) + '.' + tree.getSimpleName();
            note(name);
            return super.visitClass(tree, name);
        }

        @Override
        public Void visitMethod(MethodTree tree, String outer) {
            note(outer + '#' + tree.getName());
            return super.visitMethod(tree, outer);
        }

        private void note(String name) {
            var tree = trees.getDocCommentTree(getCurrentPath());
            if (tree != null) {
                var parameters = tree.getBlockTags().stream()
                        .filter(ParamTree.class::isInstance)
                        .map(ParamTree.class::cast)
                        .collect(Collectors.toMap(
                                param -> param.getName().toString(),
                                param -> StringUtils.capitalize(text(param.getDescription()))));
                comments.put(name, new Comment(text(tree.getFirstSentence()), text(tree.getBody()), parameters));
            }
        }
    }

    /** Markdown, one line a paragraph. */
    private static String text(List<? extends DocTree> trees) {
        String text = trees.stream().map(Javadocs::text).collect(Collectors.joining());
        return text.replaceAll("\\s+", " ").replaceAll(" ?¶ ?", "\n\n").strip();
    }

    private static String text(DocTree tree) {
        return switch (tree) {
            case TextTree text -> text.getBody();
            case LiteralTree code -> '`' + code.getBody().getBody() + '`';
            case LinkTree link -> '`' + link.getReference().getSignature() + '`';
            case StartElementTree element when element.getName().contentEquals("p") -> "¶";
            default -> "";
        };
    }
}
