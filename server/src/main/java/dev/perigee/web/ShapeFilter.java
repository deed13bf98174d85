package dev.perigee.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses requests whose outer shape is not one that we serve: host, method, encoding, size. */
@Component
@Order(ShapeFilter.ORDER)
class ShapeFilter extends OncePerRequestFilter {

    /** After the request log, so that refused requests have their row too. */
    static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 20;

    private static final long MAX_BODY_BYTES = 1 << 20;
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

    private final Origins origins;
    private final ProblemWriter problems;

    ShapeFilter(Origins origins, ProblemWriter problems) {
        this.origins = origins;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var refused = refusal(request);
        if (refused != null) {
            problems.write(request, response, refused);
            return;
        }
        try {
            chain.doFilter(new Limited(request), response);
        } catch (RuntimeException | ServletException | BodyTooLargeException e) {
            // Here, within the request log, so that its row tells the status that was answered.
            problems.write(request, response, e);
        }
    }

    private @Nullable Problem refusal(HttpServletRequest request) {
        if (!request.getRequestURI().startsWith("/health/")
                && !origins.isOurHost(request.getHeader(HttpHeaders.HOST))) {
            return Problem.of(HttpStatus.MISDIRECTED_REQUEST, "foreign_host");
        }
        if (request.getRequestURI().indexOf('%') >= 0) {
            // No path of ours needs an escape; an escaped one would be another spelling of a path that is guarded.
            return Problem.of(HttpStatus.BAD_REQUEST, "odd_request");
        }
        if (!METHODS.contains(request.getMethod())) {
            return Problem.of(HttpStatus.METHOD_NOT_ALLOWED, "method_not_allowed")
                    .with(HttpHeaders.ALLOW, "GET, HEAD, POST, PUT, PATCH, DELETE");
        }
        String type = request.getContentType();
        boolean vague = type != null && type.indexOf('*') >= 0;
        if (vague || request.getHeader(HttpHeaders.CONTENT_ENCODING) != null) {
            return Problem.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type");
        }
        return request.getContentLengthLong() > MAX_BODY_BYTES ? ProblemTranslator.tooLarge() : null;
    }

    /** Counts what is read, for bodies that do not say their length or lie about it. */
    private static final class Limited extends HttpServletRequestWrapper {

        Limited(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new Counted(super.getInputStream());
        }
    }

    private static final class Counted extends ServletInputStream {

        private final ServletInputStream body;
        private long read;

        Counted(ServletInputStream body) {
            this.body = body;
        }

        private int count(int bytes) throws IOException {
            read += Math.max(bytes, 0);
            if (read > MAX_BODY_BYTES) {
                throw new BodyTooLargeException();
            }
            return bytes;
        }

        @Override
        public int read() throws IOException {
            int value = body.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return count(body.read(buffer, offset, length));
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
