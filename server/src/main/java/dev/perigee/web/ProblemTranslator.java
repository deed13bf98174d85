package dev.perigee.web;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import java.util.List;
import java.util.Locale;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.validation.FieldError;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingRequestValueException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what each exception means to the caller; what it means to us goes to the log. */
final class ProblemTranslator {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemTranslator.class);
    private static final int RETRY_SECONDS = 5;

    Problem translate(Throwable error) {
        var problem = known(error);
        if (problem != null) {
            if (problem.getCause() != null) {
                LOG.warn("{} because {}", problem.code(), problem.getCause().toString());
            }
            return problem;
        }
        LOG.error("A request failed", error);
        return Problem.of(HttpStatus.INTERNAL_SERVER_ERROR, "internal");
    }

    private static @Nullable Problem known(Throwable error) {
        return switch (error) {
            case Problem problem -> problem;
            case HttpMessageNotReadableException unreadable -> unreadable(unreadable.getCause());
            case MethodArgumentNotValidException invalid -> invalid(invalid);
            case ConstraintViolationException invalid -> Problem.invalid(faults(invalid));
            case MethodArgumentTypeMismatchException mismatch -> mismatch(mismatch);
            case MissingRequestValueException missing -> Problem.of(HttpStatus.BAD_REQUEST, "unreadable");
            case NoHandlerFoundException none -> Problem.notFound();
            case NoResourceFoundException none -> Problem.notFound();
            case HttpRequestMethodNotSupportedException method -> methodNotAllowed(method);
            case HttpMediaTypeNotSupportedException type ->
                Problem.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type");
            case HttpMediaTypeNotAcceptableException type -> Problem.of(HttpStatus.NOT_ACCEPTABLE, "not_acceptable");
            case RequestRejectedException odd -> Problem.of(HttpStatus.BAD_REQUEST, "odd_request");
            case InvalidParameterException odd -> Problem.of(HttpStatus.BAD_REQUEST, "odd_request");
            case BodyTooLargeException large -> tooLarge();
            case CannotCreateTransactionException down -> unavailable(down);
            // The line broke at the end: PostgreSQL rolls back what nobody commits, and nobody knows whether the commit
            // arrived.
            case TransactionSystemException down -> unavailable(down);
            case DataAccessResourceFailureException down -> unavailable(down);
            case QueryTimeoutException slow -> unavailable(slow);
            case TransientDataAccessException busy -> unavailable(busy);
            default -> null;
        };
    }

    private static Problem unavailable(Throwable reason) {
        return Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "unavailable", reason)
                .with(HttpHeaders.RETRY_AFTER, Integer.toString(RETRY_SECONDS));
    }

    static Problem tooLarge() {
        return Problem.of(HttpStatus.CONTENT_TOO_LARGE, "too_large");
    }

    private static Problem methodNotAllowed(HttpRequestMethodNotSupportedException error) {
        var problem = Problem.of(HttpStatus.METHOD_NOT_ALLOWED, "method_not_allowed");
        String[] allowed = error.getSupportedMethods();
        return allowed == null ? problem : problem.with(HttpHeaders.ALLOW, String.join(", ", allowed));
    }

    /** A path that cannot name anything names nothing; a parameter of a wrong type is unreadable. */
    private static Problem mismatch(MethodArgumentTypeMismatchException error) {
        return error.getParameter().hasParameterAnnotation(org.springframework.web.bind.annotation.PathVariable.class)
                ? Problem.notFound()
                : Problem.unreadable(List.of(new Problem.Fault(error.getName(), "type", "is of a wrong type")));
    }

    private static Problem unreadable(@Nullable Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof BodyTooLargeException) {
                return tooLarge();
            }
        }
        return Problem.unreadable(cause instanceof DatabindException binding ? faults(binding) : List.of());
    }

    private static List<Problem.Fault> faults(DatabindException error) {
        String field = path(error);
        if (field.isEmpty()) {
            return List.of();
        }
        return error instanceof UnrecognizedPropertyException
                ? List.of(new Problem.Fault(field, "unknown", "is not a field of this request"))
                : List.of(new Problem.Fault(field, "type", "is of a wrong type or form"));
    }

    /** Names of fields, shortened: they come from the caller. */
    private static String path(DatabindException error) {
        var path = new StringBuilder();
        for (JacksonException.Reference step : error.getPath()) {
            String name = step.getPropertyName();
            path.append(path.isEmpty() || name == null ? "" : ".");
            path.append(name == null ? "[" + step.getIndex() + "]" : name);
        }
        return path.length() > 100 ? path.substring(0, 100) : path.toString();
    }

    /** Parameters that are read into a record come here also when one is of a wrong type. */
    private static Problem invalid(MethodArgumentNotValidException error) {
        var mistyped = error.getBindingResult().getFieldErrors().stream()
                .filter(FieldError::isBindingFailure)
                .map(field -> new Problem.Fault(snake(field.getField()), "type", "is of a wrong type"))
                .toList();
        return mistyped.isEmpty() ? Problem.invalid(faults(error)) : Problem.unreadable(mistyped);
    }

    private static List<Problem.Fault> faults(MethodArgumentNotValidException error) {
        return error.getBindingResult().getFieldErrors().stream()
                .map(field -> new Problem.Fault(snake(field.getField()), snake(code(field)), message(field)))
                .sorted(java.util.Comparator.comparing(Problem.Fault::field).thenComparing(Problem.Fault::code))
                .toList();
    }

    private static String code(FieldError field) {
        String code = field.getCode();
        return code == null ? "invalid" : code;
    }

    private static String message(FieldError field) {
        String message = field.getDefaultMessage();
        return message == null ? "is not valid" : message;
    }

    private static List<Problem.Fault> faults(ConstraintViolationException error) {
        return error.getConstraintViolations().stream()
                .map(ProblemTranslator::fault)
                .toList();
    }

    private static Problem.Fault fault(ConstraintViolation<?> violation) {
        String path = violation.getPropertyPath().toString();
        String annotation = violation
                .getConstraintDescriptor()
                .getAnnotation()
                .annotationType()
                .getSimpleName();
        return new Problem.Fault(
                snake(path.substring(path.lastIndexOf('.') + 1)), snake(annotation), violation.getMessage());
    }

    private static String snake(String camel) {
        return camel.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
