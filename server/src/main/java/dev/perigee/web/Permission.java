package dev.perigee.web;

/** What a route may ask of its caller. {@link Permissions} says which role holds which. */
public enum Permission {
    /** Any member of the account. */
    USER,
    /** Works with API keys, webhooks and the account's logs. */
    DEVELOPER,
    /** Invites and edits members. */
    ADMIN,
    /** Decides about the account itself. */
    OWNER,
    /** Runs the product; holds nothing inside an account. */
    MASTER
}
