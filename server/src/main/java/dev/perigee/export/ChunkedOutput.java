package dev.perigee.export;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.UUID;

/** Takes an archive of any size, of which it holds one piece at a time in memory. */
final class ChunkedOutput extends OutputStream {

    /** Gets each piece in its turn. */
    interface Sink {

        void take(int number, byte[] chunk);
    }

    /** A little less than a megabyte, for what sealing adds. */
    static final int SIZE = 1_000_000;

    private final Sink sink;
    private final byte[] chunk = new byte[SIZE];
    private int filled;
    private int number;
    private long size;

    ChunkedOutput(Sink sink) {
        this.sink = sink;
    }

    /** To what a piece is bound when it is sealed: it opens in no other archive, and at no other place in it. */
    static String place(UUID export, int number) {
        return "account_export_chunk:" + export + ':' + number;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        size += length;
        int from = offset;
        while (from < offset + length) {
            int taken = Math.min(SIZE - filled, offset + length - from);
            System.arraycopy(bytes, from, chunk, filled, taken);
            filled += taken;
            from += taken;
            passFull();
        }
    }

    private void passFull() {
        if (filled == SIZE) {
            pass();
        }
    }

    private void pass() {
        sink.take(number, Arrays.copyOf(chunk, filled));
        number++;
        filled = 0;
    }

    /** How much has been written. */
    long size() {
        return size;
    }

    @Override
    public void close() {
        if (filled > 0) {
            pass();
        }
    }
}
