package dev.perigee.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A limit of a route's own, lower than the one over all routes. Each figure is written {@code requests/period}, for
 * example {@code 10/15m}, and can be changed by the setting {@code perigee.throttle.<name>.<kind>}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface RateLimit {

    /** Names the bucket: routes of one name share it. Lower-case letters only, so that it fits a setting's name. */
    String name();

    /** By client network (IPv4 /32, IPv6 /64); taken before the body is read. */
    String network() default "";

    /** By what the request is about, an address or a token; taken by the feature, after parsing, before any look-up. */
    String identifier() default "";
}
