package dev.perigee.web;

import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * An answer other than success (RFC 9457). The code is stable and meant for programs; the sentence for people stands
 * under {@code problem.<code>} in the locales, for codes of the product in {@code locales/product.properties}. The reason that only we may know goes to the log as the cause.
 */
public final class Problem extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** What is wrong with one field of the request. */
    public record Fault(String field, String code, String detail) {}

    private final HttpStatus status;
    private final String code;
    private final transient List<Fault> faults;
    private final transient Map<String, String> headers = new LinkedHashMap<>();
    private transient Refusal.@Nullable Reached reached;

    private Problem(HttpStatus status, String code, List<Fault> faults, @Nullable Throwable cause) {
        super(code, cause, false, cause != null);
        this.status = status;
        this.code = code;
        this.faults = faults;
    }

    /**
     * A problem with nothing more to say.
     *
     * @param code lower-case words joined by underscores
     */
    public static Problem of(HttpStatus status, String code) {
        return new Problem(status, code, List.of(), null);
    }

    /** With what stands in its way, each in the caller's language; the field may also be the name of a limit. */
    public static Problem of(HttpStatus status, String code, List<Fault> faults) {
        return new Problem(status, code, List.copyOf(faults), null);
    }

    /** With a reason for the log. */
    public static Problem of(HttpStatus status, String code, Throwable reason) {
        return new Problem(status, code, List.of(), reason);
    }

    /** 400: the body cannot be read at the named fields. */
    static Problem unreadable(List<Fault> faults) {
        return new Problem(HttpStatus.BAD_REQUEST, "unreadable", faults, null);
    }

    /** 422: readable, but these fields are not acceptable. */
    public static Problem invalid(List<Fault> faults) {
        return new Problem(HttpStatus.UNPROCESSABLE_CONTENT, "invalid", faults, null);
    }

    /** 404: absent, or another account's; the two are never told apart. */
    public static Problem notFound() {
        return of(HttpStatus.NOT_FOUND, "not_found");
    }

    /** 503: try again after so many seconds. */
    public static Problem overloaded(int retryAfterSeconds) {
        return of(HttpStatus.SERVICE_UNAVAILABLE, "overloaded")
                .with("Retry-After", Integer.toString(retryAfterSeconds));
    }

    /** Adds a header to the answer. */
    public Problem with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    /** Names the limit that was met, for whoever may ask why. */
    public Problem at(Refusal.Reached limit) {
        this.reached = limit;
        return this;
    }

    public HttpStatus status() {
        return status;
    }

    public String code() {
        return code;
    }

    List<Fault> faults() {
        return faults;
    }

    Map<String, String> headers() {
        return headers;
    }

    Refusal.@Nullable Reached reached() {
        return reached;
    }
}
