package dev.perigee.web;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/**
 * A name or title: something to see, and no control characters, line breaks or turns of direction, which could forge a
 * mail's header or a log line.
 */
@Documented
@Constraint(validatedBy = OneLine.Validator.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD, ElementType.RECORD_COMPONENT})
public @interface OneLine {

    String message() default "{problem.fault.one_line}";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Looks at each character once: no pattern that a long text could keep busy. */
    class Validator implements ConstraintValidator<OneLine, String> {

        @Override
        public boolean isValid(@Nullable String text, ConstraintValidatorContext context) {
            return text == null
                    || (text.chars().noneMatch(Validator::breaksTheLine)
                            && text.chars().anyMatch(c -> !Character.isWhitespace(c) && !Character.isSpaceChar(c)));
        }

        private static boolean breaksTheLine(int c) {
            return Character.isISOControl(c)
                    || c == 0x2028
                    || c == 0x2029
                    || (c >= 0x202A && c <= 0x202E)
                    || (c >= 0x2066 && c <= 0x2069);
        }
    }
}
