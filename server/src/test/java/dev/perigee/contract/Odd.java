package dev.perigee.contract;

import java.util.List;
import java.util.random.RandomGenerator;

/** Values on which programs stumble, and those right and left of a limit. */
final class Odd {

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\t",
            "\r\nSet-Cookie: a=b",
            "\u0000",
            "a\u0000b",
            "\u001b[31m",
            "\u007f",
            "\u0085",
            "\u2028",
            "\u202egnp.exe",
            "\u2066a\u2069",
            "\ufeff",
            "\uffff",
            "\ud800",
            "\udc00\ud800",
            "e\u0301",
            "\u0130stanbul",
            "\ufb01",
            "\ud835\udcb3",
            "\ud83d\udc69\u200d\ud83d\ude80",
            "\u0627\u0644\u0633\u0644\u0627\u0645",
            "null",
            "true",
            "-0",
            "NaN",
            "1e400",
            "../../etc/passwd",
            "' or '1'='1",
            "\\",
            "\"",
            "%00",
            "%s%n%x",
            "${7*7}",
            "{{7*7}}",
            "<img src=x onerror=alert(1)>",
            "00000000-0000-0000-0000-000000000000",
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
            "019B02C4-6A41-7B58-A1E6-0C2F94D87B13",
            "{019b02c4-6a41-7b58-a1e6-0c2f94d87b13}",
            "1-1-1-1-1",
            "@",
            "a@",
            "@b",
            "a@b",
            "a@@b.example",
            "a b@example.org",
            "\"a b\"@example.org",
            "a@[127.0.0.1]",
            "a@example.org.",
            "a@\u0435xample.org",
            "a@xn--0.example",
            "A@EXAMPLE.ORG\r\nBcc: b@example.org");

    private static final List<String> LITERALS = List.of(
            "null",
            "true",
            "false",
            "0",
            "-0",
            "-1",
            "1.0",
            "0.1",
            "1e5",
            "1e400",
            "-1e400",
            "1e-400",
            "2147483648",
            "-9223372036854775809",
            "1" + "0".repeat(400),
            "[]",
            "[null]",
            "[[]]",
            "{}",
            "{\"\":0}",
            "{\"a\":{\"b\":[1]}}",
            "\"\\ud800\"",
            "\"\\udc00x\"",
            "\"\\u0000\"");

    private static final List<String> NO_JSON = List.of(
            "",
            " ",
            "\ufeff{}",
            "{",
            "}",
            "{}{}",
            "{},",
            "[",
            "{\"a\"}",
            "{\"a\":}",
            "{a:1}",
            "{'a':1}",
            "{\"a\":1,}",
            "// a\n{}",
            "{\"a\":01}",
            "{\"a\":+1}",
            "{\"a\":.5}",
            "{\"a\":0x1}",
            "{\"a\":NaN}",
            "{\"a\":\"\t\"}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\\u12\"}",
            "{\"a\":tru}",
            "a=b",
            "<a/>",
            "--x\r\n\r\n--x--",
            "\u0000",
            "null",
            "\"\"");

    private static final List<Integer> LENGTHS = List.of(1, 2, 63, 64, 65, 254, 255, 256, 1_000, 10_000, 100_000);
    private static final List<Integer> DEPTHS = List.of(2, 63, 64, 65, 1_000, 100_000);

    private Odd() {}

    static <T> T any(RandomGenerator random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    static String text(RandomGenerator random) {
        return switch (random.nextInt(10)) {
            case 0 -> "x".repeat(any(random, LENGTHS) + random.nextInt(-1, 2));
            case 1 -> any(random, TEXTS).repeat(1 + random.nextInt(300));
            case 2 ->
                random.ints(1 + random.nextInt(40), 0, 0x10000)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            default -> any(random, TEXTS);
        };
    }

    /** Some JSON that the schema did not ask for. */
    static String json(RandomGenerator random) {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> quoted(text(random));
            case 3 -> nested(any(random, DEPTHS));
            case 4 -> Long.toString(random.nextLong());
            default -> any(random, LITERALS);
        };
    }

    /** What no parser of JSON may take, or what it may take and is no object. */
    static String noJson(RandomGenerator random) {
        return any(random, NO_JSON);
    }

    static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    /** As JSON; half a character stays half an escape. */
    static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate((char) c)) {
                quoted.append("\\u%04x".formatted(c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
