package dev.perigee.log;

import dev.perigee.web.Loggable;
import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides what of a request may stand in the log: only what is allowed by name, everything else is masked. */
final class Redaction {

    private static final String MASK = "***";
    private static final int MAX_BODY = 2_000;
    private static final int UUID_LENGTH = 36;
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private Redaction() {}

    /** The names of the fields, with the values of those that are {@link Loggable}. */
    static @Nullable String body(@Nullable Object body) {
        if (body == null || !body.getClass().isRecord()) {
            return null;
        }
        var text = new StringBuilder();
        render(body, text);
        return text.length() > MAX_BODY ? text.substring(0, MAX_BODY) : text.toString();
    }

    private static void render(Object form, StringBuilder text) {
        text.append('{');
        String separator = "";
        for (RecordComponent component : form.getClass().getRecordComponents()) {
            Object value = value(component, form);
            if (value != null) {
                text.append(separator).append(snake(component.getName())).append('=');
                text.append(component.isAnnotationPresent(Loggable.class) ? value : MASK);
                separator = ", ";
            }
        }
        text.append('}');
    }

    private static @Nullable Object value(RecordComponent component, Object form) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(form);
        } catch (ReflectiveOperationException e) {
            return MASK;
        }
    }

    /** The path with each segment masked that is neither a word of some route nor a UUID: a secret may stand anywhere. */
    static String path(String path, Set<String> words) {
        var text = new StringBuilder();
        for (String segment : path.split("/", -1)) {
            boolean known = segment.isEmpty()
                    || words.contains(segment)
                    || (segment.length() == UUID_LENGTH && UUID.matcher(segment).matches());
            text.append('/').append(known ? segment : MASK);
            if (text.length() > MAX_BODY) {
                break;
            }
        }
        return text.substring(Math.min(1, text.length()));
    }

    private static String snake(String camel) {
        return camel.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
