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
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        SecurityHeaders.write("/api/", response::setHeader);
        response.setContentType(ProblemWriter.MEDIA_TYPE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        try (var body = response.getOutputStream()) {
            body.write(body(status).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The client is gone; there is nobody to tell.
        }
    }

    private static String body(int status) {
        var known = HttpStatus.resolve(status);
        return """
                {"type":"/docs/problems#%1$s","title":"%2$s","status":%3$d,\
                "detail":"The request could not be read as HTTP, or not be answered.","code":"%1$s","trace_id":"%4$s"}""".formatted(
                        status == 500 ? "internal" : "odd_request",
                        known == null ? "Error" : known.getReasonPhrase(),
                        status,
                        Trace.fresh());
    }
}
