package dev.perigee.web;

import java.util.Map;
import java.util.Set;

/**
 * What an account may have by its plan.
 *
 * @param features names of what is switched on
 * @param limits how many of what there may be; absent: as many as one likes
 */
public record Entitlements(Set<String> features, Map<String, Long> limits) {}
