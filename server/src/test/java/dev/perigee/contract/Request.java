package dev.perigee.contract;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One request as it goes over the wire: made once, it can be changed, sent to any node, and shown as a command. */
record Request(
        String method,
        String target,
        List<Header> headers,
        @Nullable Body body) {

    private static final int SHOWN = 2_000;

    /** A header may stand more than once. */
    record Header(String name, String value) {}

    /** A text and how it becomes bytes: in another charset than the header says, it is no text at all. */
    record Body(String text, Charset charset) {

        static Body of(String text) {
            return new Body(text, StandardCharsets.UTF_8);
        }
    }

    Request method(String other) {
        return new Request(other, target, headers, body);
    }

    Request target(String other) {
        return new Request(method, other, headers, body);
    }

    Request body(@Nullable Body other) {
        return new Request(method, target, headers, other);
    }

    Request json(String text) {
        return body(Body.of(text));
    }

    /** With one more header; one of the same name stays beside it. */
    Request with(String name, String value) {
        var more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Request(method, target, more, body);
    }

    Request without(String name) {
        Predicate<Header> named = header -> header.name().equalsIgnoreCase(name);
        return new Request(
                method, target, headers.stream().filter(named.negate()).toList(), body);
    }

    Request bearer(String token) {
        return without("Authorization").with("Authorization", "Bearer " + token);
    }

    String path() {
        return target.split("\\?", 2)[0];
    }

    /** From an address of its own: no limit by network is ever reached. */
    Answer sendTo(Perigee server) {
        return sendFrom(Http.to(server).from(Perigee.freshAddress()));
    }

    Answer sendFrom(Http client) {
        for (var header : headers) {
            client = client.with(header.name(), header.value());
        }
        byte[] bytes = body == null ? null : body.text().getBytes(body.charset());
        return client.sendBytes(method, target, bytes);
    }

    /** As a command that can be pasted; what a shell cannot say is written as an escape. */
    @Override
    public String toString() {
        var command = new StringBuilder("curl -i --path-as-is -X " + quoted(method) + ' ' + quoted(target));
        headers.forEach(header -> command.append(" -H ").append(quoted(header.name() + ": " + header.value())));
        if (body != null) {
            command.append(" --data-binary ").append(quoted(body.text()));
            if (!body.charset().equals(StandardCharsets.UTF_8)) {
                command.append(" # as ").append(body.charset());
            }
        }
        return command.toString();
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("$'");
        text.chars().limit(SHOWN).forEach(c -> {
            if (c < ' ' || c > '~') {
                quoted.append("\\u%04x".formatted(c));
            } else {
                quoted.append(c == '\'' || c == '\\' ? "\\" : "").append((char) c);
            }
        });
        return quoted.append('\'')
                .append(text.length() > SHOWN ? " # … " + text.length() + " characters" : "")
                .toString();
    }
}
