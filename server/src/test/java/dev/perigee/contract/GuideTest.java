package dev.perigee.contract;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Perigee;
import dev.perigee.testing.Ports;
import dev.perigee.web.Route;
import dev.perigee.web.Routes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the guides promise: commands that work as written, and a test behind every requirement they name. */
class GuideTest {

    private static final Path GUIDES = Path.of("..", "docs", "guide");
    private static final Path TESTS = Path.of("src", "test", "java");

    private static final Path PAGES = Path.of("..", "e2e", "tests");

    /** The name of a test, or of the cases of one that has parameters. */
    private static final Pattern NAME =
            Pattern.compile("@(?:DisplayName\\(|ParameterizedTest\\(name = )\\s*\"(S-[^\"]*)\"");

    private static final Pattern NAME_OF_PAGE = Pattern.compile("\\btest\\(\\s*['`](S-[^'`]*)");

    private static final Pattern JAVA = Pattern.compile("(?s)```java\\R(.*?)```");

    /** A row of the guide's table of limits: a name, and a figure or none. */
    private static final Pattern LIMIT = Pattern.compile("^\\| `[a-z]+` \\| (\\d+/\\w+ )?\\|");

    /** Those on how people sign in and on what accounts hold; the others have tests, but no place in that guide. */
    private static final Pattern ID =
            Pattern.compile("S-(0\\d\\d|10[0-25-9]|11[05-9]|12[0-8]|13[0-3]|14[0-7]|150[abc]|159|17[234])");

    @Test
    void the_class_of_the_guide_to_incoming_webhooks_compiles(@TempDir Path folder) throws IOException {
        var code = JAVA.matcher(Files.readString(GUIDES.resolve("incoming-webhooks.md")));
        assertThat(code.find()).isTrue();
        var file = Files.writeString(folder.resolve("SigningService.java"), code.group(1));
        var errors = new ByteArrayOutputStream();
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, errors, "-proc:none", "-d", folder.toString(), file.toString());
        assertThat(result).as(errors.toString(StandardCharsets.UTF_8)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "audit.md",
                "authentication.md",
                "closing.md",
                "log.md",
                "members.md",
                "notifications.md",
                "second-factor.md"
            })
    void the_commands_of_a_guide_print_what_it_says(String name, @TempDir Path folder)
            throws IOException, InterruptedException {
        run(Files.readString(GUIDES.resolve(name)), folder);
    }

    @Test
    void so_do_those_of_the_guide_that_brings_a_network_along(@TempDir Path folder)
            throws IOException, InterruptedException {
        String guide = Files.readString(GUIDES.resolve("social.md"));
        assertThat(guide).contains("\nnode e2e/network.mjs 9400\n");
        int port = Ports.free();
        var network = new ProcessBuilder("node", "e2e/network.mjs", Integer.toString(port))
                .directory(Path.of("..").toFile())
                .redirectErrorStream(true)
                .start();
        try {
            String address = "http://127.0.0.1:" + port;
            assertThat(network.inputReader().readLine()).isEqualTo(address);
            run(guide.replace("http://127.0.0.1:9400", address), folder);
        } finally {
            network.destroyForcibly();
        }
    }

    private static void run(String written, Path folder) throws IOException, InterruptedException {
        try (var server = Perigee.alone(settings(written))) {
            String guide = written.replace("http://localhost:8080", server.url());
            Path printed = folder.resolve("printed");
            var shell = shell(blocks(guide, "sh"), folder)
                    .redirectOutput(printed.toFile())
                    .start();
            try {
                boolean ended = shell.waitFor(3, TimeUnit.MINUTES);
                assertThat(printed).hasContent(blocks(guide, "text"));
                assertThat(ended).isTrue();
                assertThat(shell.exitValue()).isZero();
            } finally {
                shell.descendants().forEach(ProcessHandle::destroyForcibly);
                shell.destroyForcibly();
            }
        }
    }

    /** Those with which the guide starts its server. */
    private static String[] settings(String guide) {
        return Pattern.compile("--(perigee\\.\\S+=\\S+)")
                .matcher(guide)
                .results()
                .map(setting -> setting.group(1))
                .toArray(String[]::new);
    }

    /** In an empty folder, with a curl that does not wait for ever. */
    private static ProcessBuilder shell(String commands, Path folder) throws IOException {
        Files.writeString(folder.resolve(".curlrc"), "max-time = 20");
        var shell = new ProcessBuilder("sh", "-c", commands)
                .directory(Files.createDirectory(folder.resolve("empty")).toFile())
                .redirectErrorStream(true);
        shell.environment().put("CURL_HOME", folder.toString());
        return shell;
    }

    private static String blocks(String guide, String kind) {
        return Pattern.compile("^```" + kind + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(guide)
                .results()
                .map(block -> block.group(1))
                .collect(joining());
    }

    @Test
    void the_table_of_requirements_names_the_tests_that_prove_them_and_no_other() throws IOException {
        assertThat(promised()).containsExactlyElementsOf(proved());
    }

    /** Pairs of requirement and test, from the rows of the guide. */
    private static Set<String> promised() throws IOException {
        var pairs = new TreeSet<String>();
        var test = Pattern.compile("`(\\w+Test|e2e/tests/\\w+\\.spec\\.ts)`");
        for (String line : Files.readAllLines(GUIDES.resolve("security.md"))) {
            if (line.startsWith("| S-")) {
                test.matcher(line).results().forEach(match -> pairs.add(line.split(" ", 3)[1] + ' ' + match.group(1)));
            }
        }
        return pairs;
    }

    /** The same from the tests, of the server and of the pages in a browser. */
    private static Set<String> proved() throws IOException {
        var pairs = new TreeSet<String>();
        for (Path file : files(TESTS, "Test.java")) {
            addIds(pairs, NAME, file, file.getFileName().toString().replace(".java", ""));
        }
        for (Path file : files(PAGES, ".spec.ts")) {
            addIds(pairs, NAME_OF_PAGE, file, "e2e/tests/" + file.getFileName());
        }
        return pairs;
    }

    private static List<Path> files(Path folder, String end) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(path -> path.toString().endsWith(end)).toList();
        }
    }

    private static void addIds(Set<String> pairs, Pattern names, Path file, String test) throws IOException {
        names.matcher(Files.readString(file))
                .results()
                .flatMap(name -> ID.matcher(name.group(1)).results())
                .forEach(id -> pairs.add(id.group() + ' ' + test));
    }

    @Test
    void the_table_of_limits_is_that_of_the_routes() throws IOException {
        var rows = Files.readAllLines(GUIDES.resolve("settings.md")).stream()
                .filter(line -> LIMIT.matcher(line).find() && !line.startsWith("| `all` |"));
        assertThat(rows).containsExactlyInAnyOrderElementsOf(limits());
    }

    /** As rows of the guide, one for each name. */
    private static List<String> limits() {
        var routes = new TreeMap<String, List<Route>>();
        for (var route : Perigee.shared().bean(Routes.class).all()) {
            if (route.limit() != null) {
                routes.computeIfAbsent(route.limit().name(), name -> new ArrayList<>())
                        .add(route);
            }
        }
        return routes.values().stream().map(GuideTest::limit).toList();
    }

    private static String limit(List<Route> routes) {
        var limit = Objects.requireNonNull(routes.getFirst().limit());
        String holds = routes.stream()
                .map(route -> '`' + route.method() + ' ' + route.path() + '`')
                .collect(joining(", "));
        return "| `%s` | %s | %s | %s |"
                .formatted(limit.name(), limit.network(), limit.identifier(), holds)
                .replace("|  |", "| |");
    }

    @Test
    void every_variable_of_the_environment_is_explained() throws IOException {
        String settings = Files.readString(Path.of("src", "main", "resources", "application.yaml"));
        String guide = Files.readString(GUIDES.resolve("settings.md"));
        assertThat(Pattern.compile("\\$\\{([A-Z_]+):")
                        .matcher(settings)
                        .results()
                        .map(match -> match.group(1)))
                .hasSizeGreaterThan(10)
                .allMatch(name -> guide.contains('`' + name + '`'));
    }
}
