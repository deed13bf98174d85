package dev.perigee.mutation;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.springframework.util.FileSystemUtils;

/** Makes a product of each mutant: a copy of the classes with those of its one file, or its one migration, replaced. */
final class Compiler {

    private final Path product;
    private final Path copies;
    private final List<Path> libraries;

    Compiler(Path product, Path copies, List<Path> libraries) {
        this.product = product;
        this.copies = copies;
        this.libraries = libraries;
    }

    Path product() {
        return product;
    }

    /** @throws IllegalStateException when the weakened file is no Java any more */
    Path compile(Mutant mutant, int number) {
        Path copy = copies.resolve(String.valueOf(number));
        try {
            FileSystemUtils.copyRecursively(product, copy);
            if (mutant.isJava()) {
                compile(mutant, copy);
            } else {
                Files.writeString(copy.resolve(mutant.source().place()), mutant.text());
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(Path copy) {
        try {
            FileSystemUtils.deleteRecursively(copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void compile(Mutant mutant, Path copy) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var complaints = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            String folder = copy.toString();
            String classPath = Code.classPath(product, libraries);
            var options = List.of("-proc:none", "-parameters", "-nowarn", "-d", folder, "-classpath", classPath);
            var task = compiler.getTask(complaints, files, null, options, null, List.of(new Text(mutant)));
            if (!task.call()) {
                throw new IllegalStateException(complaints.toString());
            }
        }
    }

    /** A source file that exists in memory only. */
    private static final class Text extends SimpleJavaFileObject {

        private final String text;

        Text(Mutant mutant) {
            super(URI.create("memory:///" + mutant.source().name() + ".java"), Kind.SOURCE);
            this.text = mutant.text();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
