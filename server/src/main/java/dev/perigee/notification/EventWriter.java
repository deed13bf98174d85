package dev.perigee.notification;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/** Writes server-sent events, as the HTML standard has them (§9.2). */
final class EventWriter {

    private final OutputStream out;
    private long wrote;

    private EventWriter(OutputStream out) {
        this.out = out;
    }

    /** Sends something at once, so that the client knows that the stream is open; a lost one is opened after a second. */
    static EventWriter begin(OutputStream out) throws IOException {
        var writer = new EventWriter(out);
        writer.write("retry: 1000\n\n");
        return writer;
    }

    /** @param data one line */
    void send(UUID id, String data) throws IOException {
        write("id: " + id + "\nevent: notification\ndata: " + data + "\n\n");
    }

    /** Sends a comment, if nothing has been sent for so long. */
    void beat(Duration silence) throws IOException {
        if (System.nanoTime() - wrote >= silence.toNanos()) {
            write(":\n\n");
        }
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
        wrote = System.nanoTime();
    }
}
