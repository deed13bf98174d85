package dev.perigee.web;

/** For a feature whose answers hold what may be kept in no form, not even for a repetition of the request. */
public interface KeptAnswers {

    /** What of the answer of an {@link Idempotent} route is kept: all of it, unless it is this feature's. */
    Object toKeep(Object answer);
}
