package dev.perigee.notification;

/**
 * By which ways somebody is told of one kind of event.
 *
 * @param kind the name of the event, such as {@code member.joined}
 * @param description what it is about, in the reader's language
 * @param inApp whether it stands among their notifications
 * @param mail whether it is mailed to them
 */
record Preference(String kind, String description, boolean inApp, boolean mail) {

    /** What counts for whoever has not said otherwise. */
    static final boolean IN_APP = true;

    static final boolean MAIL = false;
}
