package dev.perigee.web;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/** Where a list goes on, in a form that promises nothing about what is inside. */
final class Cursor {

    /** Greater than every UUID that there is. */
    static final UUID START = new UUID(-1, -1);

    private Cursor() {}

    static String write(UUID id) {
        var bytes = ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** @throws Problem 422 {@code invalid_cursor} for a text that {@link #write} did not make */
    static UUID read(String cursor) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            if (bytes.length == 16) {
                var buffer = ByteBuffer.wrap(bytes);
                return new UUID(buffer.getLong(), buffer.getLong());
            }
        } catch (IllegalArgumentException e) {
            // Said below, as for every other cursor that is not ours.
        }
        throw Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "invalid_cursor");
    }
}
