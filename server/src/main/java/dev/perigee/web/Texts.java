package dev.perigee.web;

import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The texts that people read, for what has to know which there are. The product's own stand in
 * {@code locales/product.properties} and take the place of ours under the same key; {@code spring.messages.basename}
 * names both files.
 */
public final class Texts {

    private static final List<String> FILES = List.of("locales/product", "locales/messages");
    private static final String PROBLEM = "problem.";
    private static final String FAULT = "problem.fault.";

    private Texts() {}

    /** The keys of all texts, the product's among them. */
    public static SortedSet<String> keys() {
        var keys = new TreeSet<String>();
        FILES.forEach(file -> keys.addAll(english(file).keySet()));
        return keys;
    }

    /** Every code of a {@link Problem} that has its sentence. */
    public static SortedSet<String> problemCodes() {
        var codes = new TreeSet<String>();
        for (String key : keys()) {
            if (key.startsWith(PROBLEM) && !key.startsWith(FAULT)) {
                codes.add(key.substring(PROBLEM.length()));
            }
        }
        return codes;
    }

    /** A text in English, with its places {@code {0}} as they are. */
    public static String of(String key) {
        return FILES.stream()
                .map(Texts::english)
                .filter(texts -> texts.containsKey(key))
                .findFirst()
                .map(texts -> texts.getString(key))
                .orElseThrow(() -> new MissingResourceException("No text for " + key, Texts.class.getName(), key));
    }

    private static ResourceBundle english(String file) {
        return ResourceBundle.getBundle(file, Locale.ROOT);
    }
}
