package dev.perigee.user;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.core.io.ClassPathResource;

/** The 30,000 most common passwords, as the zxcvbn library keeps them, and words that anybody would try here. */
final class CommonPasswords {

    private static final String LIST = "com/nulabinc/zxcvbn/matchers/dictionaries/passwords.txt";
    private static final String PRODUCT = "perigee";

    private final Set<String> list = new HashSet<>();

    CommonPasswords() {
        try (var words = new ClassPathResource(LIST).getInputStream()) {
            new String(words.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(list::add);
        } catch (IOException e) {
            throw new UncheckedIOException("The list of common passwords is missing from the class path", e);
        }
    }

    /** Whether the password, or the piece that it repeats, is listed or one of these words or their parts. */
    boolean contains(String password, List<String> words) {
        String typed = password.toLowerCase(Locale.ROOT);
        String unit = unit(typed);
        return Stream.of(typed, unit).anyMatch(list::contains)
                || words(words).anyMatch(word -> word.equals(typed) || word.equals(unit));
    }

    private static Stream<String> words(List<String> words) {
        var parts = words.stream()
                .map(word -> word.toLowerCase(Locale.ROOT))
                .flatMap(word -> Stream.concat(Stream.of(word), Stream.of(word.split("[@.\\s]+"))));
        return Stream.concat(Stream.of(PRODUCT), parts).filter(word -> word.length() > 2);
    }

    /** The shortest piece that makes the text when it is repeated. */
    private static String unit(String text) {
        for (int length = 1; length <= text.length() / 2; length++) {
            if (text.length() % length == 0
                    && text.substring(0, length).repeat(text.length() / length).equals(text)) {
                return text.substring(0, length);
            }
        }
        return text;
    }
}
