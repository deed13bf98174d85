package dev.perigee.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Guards a route: the caller needs this permission and, when an API key calls, this scope. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Verify {

    Permission permission();

    /** What an API key must hold, for example {@code project.read}. None: no API key may call the route. */
    String scope() default "";

    /** Also lets in a session whose address is not confirmed yet. */
    boolean unverified() default false;

    /** Also lets in a session without the second factor that its account asks for: it is on its way to one. */
    boolean enrolling() default false;

    /** Also lets in a session whose person has no part in any account, unless the operator has shut all of theirs. */
    boolean anywhere() default false;

    /** Also lets in whoever's account has no plan: for what concerns the person, or the account's way to a plan. */
    boolean planless() default false;

    /**
     * Also lets in whoever runs the product, by a session outside of every account: for what they may see of all accounts.
     */
    boolean operators() default false;
}
