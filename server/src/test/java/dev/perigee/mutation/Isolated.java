package dev.perigee.mutation;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * The product and its tests in classes of their own, so that one process can run many versions of them one after the
 * other; the libraries are loaded once and stay warm.
 */
final class Isolated extends URLClassLoader {

    Isolated(List<Path> folders) {
        super(folders.stream().map(Isolated::url).toArray(URL[]::new), Isolated.class.getClassLoader());
    }

    private static URL url(Path folder) {
        try {
            return folder.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Does something as code of these classes would: Spring and JUnit look for theirs by the thread. */
    <T> T inside(Supplier<T> work) {
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        thread.setContextClassLoader(this);
        try {
            return work.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
