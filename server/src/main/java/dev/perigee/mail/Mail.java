package dev.perigee.mail;

import java.util.List;
import java.util.UUID;

/**
 * A mail as it leaves.
 *
 * @param id the same at each attempt, so that receivers can tell a repetition
 * @param links the absolute addresses in it, the main action first
 */
public record Mail(UUID id, String to, String subject, String text, String html, List<String> links) {}
