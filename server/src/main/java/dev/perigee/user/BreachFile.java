package dev.perigee.user;

import dev.perigee.web.BadSettingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The list of Have I Been Pwned as one file of lines {@code SHA-1:count}, ordered by hash. It has tens of gigabytes, so
 * it is searched where it lies: some forty lines are read for a password. Threads of the channel read them, for a disk
 * that is slow would hold the carrier of a virtual one.
 */
final class BreachFile implements BreachedPasswords, AutoCloseable {

    /** @param end where the next line begins */
    private record Line(long start, long end, String hash, boolean counts) {}

    private static final Logger LOG = LoggerFactory.getLogger(BreachFile.class);
    private static final Pattern LINE = Pattern.compile("(\\p{XDigit}{40}):(\\d{1,12})\\r?");
    private static final Pattern NONE = Pattern.compile("0+");

    /** More than the longest line has. */
    private static final int REACH = 64;

    private static final int SAMPLES = 500;

    private final AsynchronousFileChannel list;
    private final long size;

    /** @throws BadSettingException when the file is missing or is not such a list */
    BreachFile(Path path) {
        if (!Files.isReadable(path)) {
            throw new BadSettingException("BREACHED_PASSWORDS names a file that is missing or cannot be read: " + path);
        }
        try {
            list = AsynchronousFileChannel.open(path, StandardOpenOption.READ);
            size = list.size();
            requireOrder();
        } catch (IOException e) {
            throw new BadSettingException(
                    "BREACHED_PASSWORDS names a file that is not the list ordered by hash: " + path + ", "
                            + e.getMessage(),
                    e);
        }
    }

    /** The same list is also published ordered by count, and nothing would ever be found in that. */
    private void requireOrder() throws IOException {
        String before = "";
        for (int i = 0; i < SAMPLES; i++) {
            String hash = lineAt(size * i / SAMPLES).hash();
            if (hash.compareTo(before) < 0) {
                throw new IOException("its lines are not ordered by hash");
            }
            before = hash;
        }
    }

    @Override
    public boolean contain(String sha1) {
        try {
            return find(sha1);
        } catch (IOException e) {
            LOG.warn("A password is taken unseen: the list of breached passwords is damaged, {}", e.getMessage());
            return false;
        }
    }

    private boolean find(String sha1) throws IOException {
        long low = 0;
        long high = size;
        while (low < high) {
            var line = lineAt(low + (high - low) / 2);
            int order = line.hash().compareTo(sha1);
            if (order == 0) {
                return line.counts();
            } else if (order < 0) {
                low = line.end();
            } else {
                high = line.start();
            }
        }
        return false;
    }

    /** The line that this byte belongs to. */
    private Line lineAt(long place) throws IOException {
        long from = Math.max(0, place - REACH);
        String text = text(from, (int) Math.min(size - from, 2 * REACH));
        int at = (int) (place - from);
        int start = text.lastIndexOf('\n', at - 1) + 1;
        int end = text.indexOf('\n', at) < 0 ? text.length() : text.indexOf('\n', at);
        var parts = LINE.matcher(text.substring(start, end));
        if (!parts.matches()) {
            throw new IOException("there is no line SHA-1:count at byte " + (from + start));
        }
        return new Line(
                from + start,
                from + end + 1,
                parts.group(1).toUpperCase(Locale.ROOT),
                !NONE.matcher(parts.group(2)).matches());
    }

    /** Less than was asked for when the file was cut off since the start. */
    private String text(long from, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        int read = 0;
        while (read >= 0 && bytes.hasRemaining()) {
            read = await(list.read(bytes, from + bytes.position()));
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
    }

    private static int await(Future<Integer> read) throws IOException {
        try {
            return read.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the search was interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        list.close();
    }
}
