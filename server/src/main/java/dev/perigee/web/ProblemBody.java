package dev.perigee.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * How a problem looks on the wire (RFC 9457).
 *
 * @param type where the code is documented
 * @param title the status in words
 * @param detail what happened and what to do, in the caller's language
 * @param code stable, for programs
 * @param traceId finds the request in the log
 */
public record ProblemBody(
        String type,
        String title,
        int status,
        String detail,
        String code,
        String traceId,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Problem.Fault> errors) {}
