package dev.perigee.secret;

import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads keys as operators write them and says, by name, what is wrong with one. */
final class KeyText {

    private static final int BYTES = 32;
    /** 32 random bytes hold some 30 different values; words and repetitions hold far fewer. */
    private static final int DIFFERENT_BYTES = 20;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    private static final Pattern BETWEEN = Pattern.compile("\\s*[,\\n]\\s*");

    private KeyText() {}

    /** {@code name:base64,…}, or one a line, in order. Faults are added to the list; what is faulty is left out. */
    static Map<String, byte[]> named(String setting, String text, List<String> faults) {
        var keys = new LinkedHashMap<String, byte[]>();
        if (text.isBlank()) {
            faults.add(setting + " is missing");
            return keys;
        }
        for (String pair : BETWEEN.split(text.strip(), -1)) {
            int colon = pair.indexOf(':');
            String name = colon < 0 ? "" : pair.substring(0, colon).strip();
            if (!NAME.matcher(name).matches() || keys.containsKey(name)) {
                faults.add(setting + " must hold name:secret pairs, each name once (letters, digits, - and _)");
                return keys;
            }
            keys.put(name, single(setting, pair.substring(colon + 1), faults));
        }
        return keys;
    }

    static byte[] single(String setting, String text, List<String> faults) {
        if (text.isBlank()) {
            faults.add(setting + " is missing");
            return new byte[BYTES];
        }
        byte[] key = decode(text.strip());
        if (key.length < BYTES) {
            faults.add(setting + " is too short or not base64: it must be at least 32 random bytes in base64");
        } else if (different(key) < DIFFERENT_BYTES) {
            faults.add(setting + " is not random: it repeats itself");
        }
        return key;
    }

    private static byte[] decode(String text) {
        try {
            return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static int different(byte[] key) {
        Set<Byte> values = new HashSet<>();
        for (byte value : key) {
            values.add(value);
        }
        return values.size();
    }
}
