package dev.perigee.log;

/**
 * What a user agent tells of the machine it runs on, in families without versions: updates are not new devices.
 *
 * @param name the operating system, for example {@code Windows}
 * @param browser for example {@code Firefox}
 */
public record Device(String name, String browser) {}
