package dev.perigee.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.http.HttpStatus;

/** Answers what Tomcat refuses by itself (unreadable targets, headers) in the form of every other problem. */
public final class ProblemValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, Throwable throwable) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        int status = status(response.getStatus());
        response.setStatus(status);
        SecurityHeaders.write("/api/", response::setHeader);
        response.setContentType(ProblemWriter.MEDIA_TYPE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        try (var body = response.getOutputStream()) {
            body.write(body(status).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The client is gone; there is nobody to tell.
        }
    }

    /** An expectation, a coding or a version that we do not know is no fault of ours, which a 5xx would claim. */
    private static int status(int tomcats) {
        return switch (tomcats) {
            case 417, 501, 505 -> 400;
            default -> tomcats;
        };
    }

    private static String code(int status) {
        return switch (status) {
            case 405 -> "method_not_allowed";
            case 500 -> "internal";
            default -> "odd_request";
        };
    }

    private static String body(int status) {
        var known = HttpStatus.resolve(status);
        return """
                {"type":"/docs/problems#%1$s","title":"%2$s","status":%3$d,\
                "detail":"The request could not be read as HTTP, or not be answered.","code":"%1$s","trace_id":"%4$s"}""".formatted(code(status), known == null ? "Error" : known.getReasonPhrase(), status, Trace.fresh());
    }
}
