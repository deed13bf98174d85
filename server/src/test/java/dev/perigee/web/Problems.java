package dev.perigee.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import java.util.List;

/** What holds for every refusal and every answer, whoever gives it. */
public final class Problems {

    private static final List<String> INSIDES = List.of(
            "exception",
            "java.",
            "jackson",
            "springframework",
            "dev.perigee",
            "product.",
            "tomcat",
            "catalina",
            "postgres",
            "sqlstate",
            "select ",
            "insert into",
            "[source",
            "line:",
            "\tat ");

    private Problems() {}

    /** A complete problem document that tells nothing of how the server is made. */
    public static void assertProblem(Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertProblem(answer);
    }

    public static void assertProblem(Answer answer) {
        assertThat(answer.header("content-type").orElse("none"))
                .as("%s", answer)
                .startsWith("application/problem+json");
        assertThat(answer.field("code")).as("code").matches("[a-z]+(_[a-z]+)*");
        assertThat(answer.field("type")).isEqualTo("/docs/problems#" + answer.code());
        assertThat(answer.field("title")).as("title").isNotBlank();
        assertThat(answer.field("detail")).as("detail").isNotBlank();
        assertThat(answer.field("status")).isEqualTo(Integer.toString(answer.status()));
        assertThat(answer.field("trace_id")).matches("[0-9a-f]{32}");
        assertThat(answer.body().toLowerCase(java.util.Locale.ROOT)).doesNotContain(INSIDES);
    }

    /** The problem's fields, one after the other, that are named as faulty. */
    static List<String> fields(Answer answer) {
        return answer.json()
                .path("errors")
                .valueStream()
                .map(fault -> fault.path("field").asString())
                .toList();
    }

    /** The body without the one part that may differ between two equal answers. */
    static String withoutTrace(Answer answer) {
        return answer.body().replaceAll("\"trace_id\":\"[0-9a-f]{32}\"", "\"trace_id\":\"\"");
    }

    /** The headers that protect browsers (S-156). */
    static void assertProtected(Answer answer) {
        assertThat(answer.header("strict-transport-security"))
                .hasValueSatisfying(value -> assertThat(value).contains("max-age=31536000", "includeSubDomains"));
        assertThat(answer.header("content-security-policy"))
                .hasValueSatisfying(value -> assertThat(value)
                        .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
                        .doesNotContain("unsafe-eval", "*", "http:"));
        assertThat(answer.header("x-content-type-options")).contains("nosniff");
        assertThat(answer.header("x-frame-options")).contains("DENY");
        assertThat(answer.header("referrer-policy")).contains("no-referrer");
        assertThat(answer.header("cross-origin-opener-policy")).contains("same-origin");
        assertThat(answer.header("cross-origin-resource-policy")).contains("same-origin");
        assertThat(answer.header("cache-control")).isPresent();
        assertThat(answer.header("server")).isEmpty();
        assertThat(answer.header("x-powered-by")).isEmpty();
        answer.headers().forEach((name, values) -> {
            if (!name.startsWith("ratelimit") && !"vary".equals(name) && !"set-cookie".equals(name)) {
                assertThat(values).as("%s stands once", name).hasSize(1);
            }
        });
    }
}
