package dev.perigee.export;

import dev.perigee.database.AccountData;
import dev.perigee.database.AccountId;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes all of an account's data as a ZIP: a file of JSON lines for each table, and two that say what is in it. */
@Component
class Archive {

    /** @param rows how many lines it has */
    record File(String name, long rows) {}

    record Manifest(AccountId account, Instant createdAt, List<File> files) {}

    private final List<AccountData> data;
    private final JsonMapper json;
    private final MessageSource messages;
    private final Clock clock;

    Archive(List<AccountData> data, JsonMapper json, MessageSource messages, Clock clock) {
        this.data =
                data.stream().sorted(Comparator.comparing(AccountData::table)).toList();
        this.json = json;
        this.messages = messages;
        this.clock = clock;
    }

    /** To be called in a transaction of the account that sees everything as it is at one moment. Closes the output. */
    void write(AccountId account, Locale locale, OutputStream out) {
        try (var zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
            var files = new ArrayList<File>();
            for (AccountData each : data) {
                files.add(rows(each, account, zip));
            }
            var manifest = new Manifest(account, clock.instant(), files);
            entry(zip, "manifest.json", json.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
            entry(zip, "README.txt", readme(files, locale));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private File rows(AccountData each, AccountId account, ZipOutputStream zip) throws IOException {
        var name = each.table() + ".jsonl";
        zip.putNextEntry(new ZipEntry(name));
        long written = 0;
        try (var rows = each.rows(account)) {
            for (var next = rows.iterator(); next.hasNext(); written++) {
                zip.write(json.writeValueAsBytes(next.next()));
                zip.write('\n');
            }
        }
        zip.closeEntry();
        return new File(name, written);
    }

    private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    private byte[] readme(List<File> files, Locale locale) {
        var text = new StringBuilder(messages.getMessage("export.readme", null, locale)).append("\n\n");
        files.forEach(file ->
                text.append(file.name()).append(": ").append(file.rows()).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
