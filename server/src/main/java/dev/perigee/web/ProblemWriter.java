package dev.perigee.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Turns whatever went wrong into the one form that leaves the server, inside Spring MVC and before it. */
@Component
class ProblemWriter {

    static final String MEDIA_TYPE = "application/problem+json";

    private final MessageSource messages;
    private final JsonMapper json;
    private final Explanations explanations;
    private final ProblemTranslator translator = new ProblemTranslator();

    ProblemWriter(MessageSource messages, JsonMapper json, Explanations explanations) {
        this.messages = messages;
        this.json = json;
        this.explanations = explanations;
    }

    void write(HttpServletRequest request, HttpServletResponse response, Throwable error) throws IOException {
        var problem = translator.translate(error);
        if (response.isCommitted()) {
            return;
        }
        explanations.note(request, problem);
        response.resetBuffer();
        response.setStatus(problem.status().value());
        problem.headers().forEach(response::setHeader);
        if (problem.status() == HttpStatus.UNAUTHORIZED) {
            // Never "Basic": browsers would open a password box of their own.
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        response.setContentType(MEDIA_TYPE);
        response.setCharacterEncoding("UTF-8");
        byte[] body = json.writeValueAsBytes(body(problem, request));
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private ProblemBody body(Problem problem, HttpServletRequest request) {
        Locale locale = Languages.of(request);
        return new ProblemBody(
                "/docs/problems#" + problem.code(),
                problem.status().getReasonPhrase(),
                problem.status().value(),
                messages.getMessage("problem." + problem.code(), null, locale),
                problem.code(),
                Trace.id(request),
                problem.faults());
    }
}
