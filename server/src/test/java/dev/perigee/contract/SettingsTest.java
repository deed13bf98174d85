package dev.perigee.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whoever runs the tests may have settings of their own in the environment; no test may depend on them. */
class SettingsTest {

    private static final Pattern VARIABLE = Pattern.compile("[$][{]([A-Z][A-Z_]+)[:}]");

    private static Set<String> variables() throws IOException {
        var names = new TreeSet<String>();
        for (String file : List.of("application.yaml", "application-production.yaml")) {
            String settings = Files.readString(Path.of("src", "main", "resources", file));
            VARIABLE.matcher(settings).results().map(match -> match.group(1)).forEach(names::add);
        }
        return names;
    }

    @Test
    void the_server_is_tested_without_them() throws IOException {
        String build = Files.readString(Path.of("pom.xml"));
        assertThat(variables())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(build).contains("<variable>" + name + "</variable>"));
    }

    @Test
    void the_pages_are_tested_without_them() throws IOException {
        String script = Files.readString(Path.of("..", "e2e", "serve"));
        var settled = Pattern.compile("-u ([A-Z_]+)|\\b([A-Z_]+)=")
                .matcher(script)
                .results()
                .map(MatchResult::group)
                .map(text -> text.replaceAll("-u |=", ""))
                .toList();
        assertThat(settled).containsAll(variables());
    }
}
