package dev.perigee.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Guards a route whose harm cannot be undone: a session must have proved within the last five minutes who its person is,
 * by signing in or by {@code POST /api/auth/step-up}, a passkey or a network. Beside {@link Verify}. An API key proves nothing anew; its scope is
 * what allows it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface StepUp {}
