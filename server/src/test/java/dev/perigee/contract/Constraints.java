package dev.perigee.contract;

import dev.perigee.mail.Address;
import dev.perigee.user.Password;
import dev.perigee.web.Network;
import dev.perigee.web.OneLine;
import jakarta.validation.Constraint;
import jakarta.validation.constraints.Future;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Says in OpenAPI's words what the validation asks of a value, so that clients can ask the same before they send. */
final class Constraints {

    private static final int MAX_PASSWORD = 512;
    private static final int MAX_NETWORK = 50;

    /** What {@link OneLine} looks for, in JavaScript's words. */
    private static final String ONE_LINE =
            "^[^\\u0000-\\u001F\\u007F-\\u009F\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]*$";

    private Constraints() {}

    static void describe(AnnotatedElement element, ObjectNode schema) {
        for (Annotation annotation : element.getAnnotations()) {
            if (annotation.annotationType().isAnnotationPresent(Constraint.class)) {
                describe(annotation, schema);
            }
        }
    }

    private static void describe(Annotation constraint, ObjectNode schema) {
        boolean list = "array".equals(schema.path("type").asString());
        switch (constraint) {
            case NotNull present -> {}
            case NotBlank text -> schema.put("minLength", 1);
            case NotEmpty some -> schema.put(list ? "minItems" : "minLength", 1);
            case Size size -> size(size, schema, list ? "Items" : "Length");
            case Min min -> schema.put("minimum", min.value());
            case Max max -> schema.put("maximum", max.value());
            case Pattern pattern -> pattern(pattern.regexp(), schema);
            case OneLine line -> schema.put("minLength", 1).put("pattern", ONE_LINE);
            case Address address -> schema.put("format", "email");
            // An address, or a network with its length; a schema says no more of it than that it is short.
            case Network network -> schema.put("maxLength", MAX_NETWORK);
            // A schema knows no now.
            case Future time -> {}
            case Password password -> schema.put("format", "password").put("maxLength", MAX_PASSWORD);
            default -> throw new IllegalStateException("Teach Constraints the meaning of " + constraint);
        }
    }

    private static void size(Size size, ObjectNode schema, String what) {
        if (size.min() > 0) {
            schema.put("min" + what, size.min());
        }
        if (size.max() < Integer.MAX_VALUE) {
            schema.put("max" + what, size.max());
        }
    }

    /** A choice of words is an enum; other patterns hold for the whole text. */
    private static void pattern(String regexp, ObjectNode schema) {
        if (regexp.matches("\\w+(\\|\\w+)+")) {
            schema.set("enum", Json.strings(List.of(regexp.split("\\|", -1))));
        } else {
            schema.put("pattern", regexp.contains("|") ? "^(?:" + regexp + ")$" : '^' + regexp + '$');
        }
    }
}
