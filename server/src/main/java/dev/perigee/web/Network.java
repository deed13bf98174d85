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

/** An address, or a network such as {@code 203.0.113.0/24}: a text that {@link Cidr#parse} can read. */
@Documented
@Constraint(validatedBy = Network.Validator.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({
    ElementType.FIELD,
    ElementType.PARAMETER,
    ElementType.METHOD,
    ElementType.RECORD_COMPONENT,
    ElementType.TYPE_USE
})
public @interface Network {

    String message() default "{problem.fault.network}";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Tries to read it. */
    class Validator implements ConstraintValidator<Network, String> {

        private static final int MAX = 50;

        @Override
        public boolean isValid(@Nullable String text, ConstraintValidatorContext context) {
            if (text == null) {
                return true;
            }
            try {
                Cidr.parse(text);
                return text.length() <= MAX;
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    }
}
