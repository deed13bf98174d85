package dev.perigee.mutation;

import dev.perigee.mutation.Mutant.Defence;
import dev.perigee.mutation.Mutant.Edit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Each table's row-level security: each condition of a policy made true, each {@code enable} and {@code force} left out. */
final class PolicyWeakening {

    private static final Pattern POLICY = Pattern.compile("create policy (\\w+) on (\\w+)[^;]*;");
    private static final Pattern CONDITION = Pattern.compile("\\b(using|with check)\\s*\\(");
    private static final Pattern SWITCH = Pattern.compile(
            "(?:execute format\\(')?alter table (\\S+) (enable|force) row level security(?:', \\w+\\))?;");

    private final List<Mutant> mutants = new ArrayList<>();

    static List<Mutant> of(Path resources) {
        var weakening = new PolicyWeakening();
        try (Stream<Path> files = Files.list(resources.resolve("db/migration"))) {
            files.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .map(file -> Source.read(resources, file))
                    .forEach(weakening::weaken);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return weakening.mutants;
    }

    private void weaken(Source source) {
        var policy = POLICY.matcher(source.text());
        while (policy.find()) {
            var condition = CONDITION.matcher(source.text()).region(policy.start(), policy.end());
            while (condition.find()) {
                var edit = new Edit(condition.end(), closing(source.text(), condition.end()), "true");
                add(
                        source,
                        edit,
                        "policy " + policy.group(1) + " on " + policy.group(2) + ": " + condition.group(1) + " → true");
            }
        }
        var found = SWITCH.matcher(source.text());
        while (found.find()) {
            var edit = new Edit(found.start(), found.end(), "");
            add(source, edit, "row-level security of " + found.group(1) + ": no " + found.group(2));
        }
    }

    private void add(Source source, Edit edit, String what) {
        mutants.add(new Mutant(Defence.POLICY, source, edit, source.name() + ": " + what));
    }

    /** The parenthesis that closes the one before this position. */
    private static int closing(String text, int from) {
        int depth = 1;
        int at = from;
        while (true) {
            char c = text.charAt(at);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0) {
                return at;
            }
            at++;
        }
    }
}
