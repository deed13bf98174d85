package dev.perigee.social;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The name that Apple tells once, at the first sign-in, and in the page only. Nobody has signed it, so it is worth what
 * a name is worth that somebody types.
 */
final class AppleName {

    private static final int LONGEST = 2_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private AppleName() {}

    /** The proof with that name, if it has none of its own. */
    static Proof added(Proof proof, @Nullable String user) {
        return proof.name().isEmpty() && user != null && user.length() <= LONGEST ? proof.named(name(user)) : proof;
    }

    private static String name(String user) {
        try {
            var name = JSON.readTree(user).path("name");
            return Stream.of("firstName", "lastName")
                    .map(part -> name.path(part).asString(""))
                    .collect(Collectors.joining(" "))
                    .strip();
        } catch (JacksonException e) {
            return "";
        }
    }
}
