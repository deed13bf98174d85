package dev.perigee.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Asks for a feature of the account's plan, beside {@link Verify}; without it the answer is 402 {@code plan_lacks_feature}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Feature {

    /** As the plans name it, for example {@code audit_export}. */
    String value();
}
