package dev.perigee.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets a caller repeat this POST safely: the same {@code Idempotency-Key} within 24 hours has one effect and one
 * answer. For routes that create or charge; never for one that answers a session token, since answers are kept.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Idempotent {}
