package dev.perigee.web;

import java.net.InetAddress;
import java.util.Locale;

/**
 * From where a request comes, as far as it tells.
 *
 * @param userAgent at most 512 characters; empty when there was none
 * @param locale the language to answer in
 */
public record Client(InetAddress address, String userAgent, Locale locale) {}
