package dev.perigee.social;

import dev.perigee.web.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody goes who has come back from a network. What they are given on the way stands in the fragment, which
 * neither servers nor logs see.
 *
 * @param page absolute
 * @param problem why they came back in vain
 */
record Arrival(
        String page,
        Map<String, String> given,
        List<String> cookies,
        @Nullable Problem problem) {

    static Arrival at(String page, Map<String, String> given) {
        return new Arrival(page, given, List.of(SocialCookie.gone()), null);
    }

    /** In vain, and without a word on why: that is for whoever asks as a program. */
    static Arrival failed(String page, Problem problem) {
        return new Arrival(page, Map.of("error", problem.code()), List.of(SocialCookie.gone()), problem);
    }

    /** With cookies beside those that there are. */
    Arrival with(List<String> more) {
        var all = new ArrayList<>(cookies);
        all.addAll(more);
        return new Arrival(page, given, all, problem);
    }

    /** The browser stays bound: its way is not over. */
    Arrival onTheWay() {
        return new Arrival(page, given, List.of(), problem);
    }

    String location() {
        return given.isEmpty() ? page : page + '#' + fragment();
    }

    private String fragment() {
        return given.entrySet().stream()
                .map(entry -> entry.getKey() + '=' + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .sorted()
                .collect(Collectors.joining("&"));
    }
}
