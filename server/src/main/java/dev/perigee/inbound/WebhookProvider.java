package dev.perigee.inbound;

import java.time.Instant;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/**
 * A service that sends us webhooks, such as one for payments. A feature declares a bean of it, and gets the route
 * {@code POST /api/inbound/<name>}, the storing, the processing and its repetitions.
 */
public interface WebhookProvider {

    /**
     * What the service calls an event.
     *
     * @param id the same whenever the service repeats it; 1 to 255 characters
     * @param type 1 to 255 characters
     */
    record Event(String id, String type) {

        private static final int LONGEST = 255;

        boolean isNamed() {
            return isName(id) && isName(type);
        }

        private static boolean isName(String text) {
            return !text.isEmpty() && text.length() <= LONGEST && text.indexOf('\0') < 0;
        }
    }

    /** Stands in the path: lower-case letters, digits and hyphens. */
    String name();

    /**
     * Which event it is, if the service sent it, and of late; {@link dev.perigee.secret.WebhookSignature} knows one way to
     * tell. Whatever else comes is answered 400 and kept nowhere, and an exception says no as well. Runs outside of a
     * transaction.
     *
     * @param body as it came, to the byte: signatures are of that
     */
    Optional<Event> verify(HttpHeaders headers, byte[] body, Instant now);

    /**
     * Does what the event asks for, in the transaction in which it becomes processed: once, or not at all. The transaction
     * is in no account; {@link dev.perigee.database.Tenancy#enter} the one that the event is about. Events come in any
     * order: let count what is true, not what came last. What this throws lets it be tried again, nine times within about
     * a day; then the event is parked.
     */
    void process(Event event, byte[] body);
}
