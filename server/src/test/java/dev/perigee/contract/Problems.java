package dev.perigee.contract;

import dev.perigee.web.Idempotent;
import dev.perigee.web.PageQuery;
import dev.perigee.web.Problem;
import dev.perigee.web.ProblemBody;
import dev.perigee.web.Route;
import dev.perigee.web.Texts;
import dev.perigee.web.Verify;
import jakarta.validation.Valid;
import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpStatus;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.node.ObjectNode;

/**
 * The refusals of a route: those that its guards and parameters imply, those that its example adds, and under
 * {@code default} those that any request may meet on its way to it.
 */
final class Problems {

    private static final String MEDIA_TYPE = "application/problem+json";
    private static final String TRACE_ID = "5c8d1f0ab34e4c0f9d7e62b1a9f30c47";

    private static final Map<String, Problem.Fault> FAULTS = Map.of(
            "invalid", new Problem.Fault("name", "not_null", "must not be null"),
            "unreadable", new Problem.Fault("nmae", "unknown", "is not a field of this request"),
            "plan_limit_reached", new Problem.Fault("projects", "plan_limit", "the plan allows no more than 10"));

    private static final Map<Integer, List<String>> HEADERS = Map.of(
            401, List.of("WWW-Authenticate"),
            429, List.of("Retry-After", "RateLimit-Policy", "RateLimit"),
            503, List.of("Retry-After"));

    /** What HTTP itself refuses, whichever route is meant. */
    private static final Map<String, Integer> OF_HTTP = new TreeMap<>(Map.of(
            "odd_request", 400,
            "not_found", 404,
            "method_not_allowed", 405,
            "too_large", 413,
            "unsupported_media_type", 415));

    /** What the API refuses besides: health is asked under any name, and without a credential. */
    private static final Map<String, Integer> OF_API =
            Map.of("two_credentials", 400, "address_not_allowed", 403, "foreign_host", 421);

    private final ObjectNode schema;
    private final Headers headers;
    private final Map<String, ObjectNode> components = new TreeMap<>();

    Problems(Schemas schemas, Headers headers) {
        this.schema = schemas.of(ResolvableType.forClass(ProblemBody.class), Schemas.Use.ANSWER);
        this.headers = headers;
        var code = (ObjectNode) schemas.components().get("Problem").at("/properties/code");
        code.set("enum", Json.strings(Texts.problemCodes()));
    }

    /** The answers that were asked for so far, by name. */
    Map<String, ObjectNode> components() {
        return components;
    }

    /** Adds the refusals of a route to its answers. */
    void describe(Route route, Examples.Example example, ObjectNode answers) {
        var byStatus = new TreeMap<Integer, SortedSet<String>>();
        imply(route, byStatus);
        example.answers().stream()
                .filter(answer -> !answer.good())
                .forEach(answer -> add(byStatus, answer.status(), answer.code()));
        byStatus.forEach((status, codes) -> answers.set(status.toString(), answer(status, codes)));
        answers.set("default", other(ofApi(route)));
    }

    /** Whether an answer is there even when the database is not: a file, or what stands in the settings. */
    private static boolean needsNoDatabase(Route route, Class<?> answer) {
        return answer == byte[].class || route.path().equals("/api/auth/social");
    }

    private static boolean ofApi(Route route) {
        return route.path().startsWith("/api/");
    }

    /** An answer for every status that is not listed, with an example for each code that needs no route to be met. */
    private ObjectNode other(boolean api) {
        String name = api ? "OtherProblem" : "OtherProblemOfHealth";
        components.computeIfAbsent(name, n -> {
            var codes = new TreeMap<>(OF_HTTP);
            codes.putAll(api ? OF_API : Map.of());
            var content = content();
            var examples = ((ObjectNode) content.get(MEDIA_TYPE)).putObject("examples");
            codes.forEach((code, status) -> examples.putObject(code).set("value", body(status, code)));
            return Json.object()
                    .put("description", "Any other problem, in the same form. /docs/problems explains every code.")
                    .set("content", content);
        });
        return Json.ref("responses", name);
    }

    private static void imply(Route route, SortedMap<Integer, SortedSet<String>> problems) {
        if (route.verify() != null) {
            add(problems, 401, "unauthenticated");
            add(problems, 403, "scope_missing");
            if (!route.verify().unverified()) {
                add(problems, 403, "unverified");
            }
            if (asksForPermission(route.verify())) {
                add(problems, 403, "permission_missing");
            }
            if (!route.enrolling()) {
                add(problems, 403, "second_factor_required");
            }
            if (route.stepUp()) {
                add(problems, 403, "step_up_required");
            }
            implyByPlan(route, route.verify(), problems);
        }
        if (ofApi(route)) {
            add(problems, 429, "too_many_requests");
        }
        var answer = Operation.body(route.handler().getMethod()).toClass();
        if (ofApi(route) && !needsNoDatabase(route, answer)) {
            add(problems, 503, "unavailable");
        }
        if ((answer != void.class && answer != Void.class) || Operation.isWrittenOut(route)) {
            add(problems, 406, "not_acceptable");
        }
        if (route.handler().hasMethodAnnotation(Idempotent.class)) {
            add(problems, 400, "idempotency_key_unreadable");
            add(problems, 422, "idempotency_key_reused");
        }
        implyByParameters(route, problems);
    }

    /** Some routes ask no session for a place in an account, and only keys for the permission. */
    private static boolean asksForPermission(Verify verify) {
        return verify.anywhere() ? !verify.scope().isEmpty() : !verify.unverified();
    }

    private static void implyByPlan(Route route, Verify verify, SortedMap<Integer, SortedSet<String>> problems) {
        if (!verify.unverified() && !verify.planless() && !verify.anywhere()) {
            add(problems, 402, "plan_required");
        }
        if (route.feature() != null) {
            add(problems, 402, "plan_lacks_feature");
        }
    }

    private static void implyByParameters(Route route, SortedMap<Integer, SortedSet<String>> problems) {
        for (var parameter : route.handler().getMethod().getParameters()) {
            if (has(parameter.getAnnotations(), PathVariable.class)) {
                add(problems, 404, "not_found");
            }
            if (has(parameter.getAnnotations(), RequestParam.class) && parameter.getType() != String.class) {
                add(problems, 400, "unreadable");
            }
            if (has(parameter.getAnnotations(), RequestBody.class) && parameter.getType() != byte[].class) {
                add(problems, 400, "unreadable");
            }
            if (has(parameter.getAnnotations(), RequestBody.class)) {
                add(problems, 413, "too_large");
                add(problems, 415, "unsupported_media_type");
            }
            if (has(parameter.getAnnotations(), Valid.class)) {
                add(problems, 422, "invalid");
            }
            if (parameter.getType() == PageQuery.class) {
                add(problems, 422, "invalid", "invalid_cursor");
            }
        }
    }

    private static boolean has(Annotation[] annotations, Class<? extends Annotation> type) {
        return Arrays.stream(annotations).anyMatch(type::isInstance);
    }

    private static void add(SortedMap<Integer, SortedSet<String>> problems, int status, String... codes) {
        problems.computeIfAbsent(status, s -> new TreeSet<>()).addAll(List.of(codes));
    }

    /** One component for each set of codes: {@code InvalidOrPasswordRequired}. */
    private ObjectNode answer(int status, Collection<String> codes) {
        String name = codes.stream().map(Problems::pascal).collect(Collectors.joining("Or"));
        components.computeIfAbsent(name, n -> component(status, codes));
        return Json.ref("responses", name);
    }

    private static String pascal(String code) {
        return Arrays.stream(code.split("_", -1)).map(StringUtils::capitalize).collect(Collectors.joining());
    }

    private ObjectNode component(int status, Collection<String> codes) {
        var examples = Json.object();
        codes.forEach(code -> examples.putObject(code).set("value", body(status, code)));
        var content = content();
        ((ObjectNode) content.get(MEDIA_TYPE)).set("examples", examples);
        var answer = Json.object().put("description", description(codes));
        if (HEADERS.containsKey(status)) {
            answer.set("headers", headers.of(HEADERS.get(status)));
        }
        return answer.set("content", content);
    }

    private ObjectNode content() {
        var content = Json.object();
        content.putObject(MEDIA_TYPE).set("schema", schema.deepCopy());
        return content;
    }

    private static String description(Collection<String> codes) {
        return codes.stream().map(code -> '`' + code + "`: " + sentence(code)).collect(Collectors.joining("\n\n"));
    }

    private static ObjectNode body(int status, String code) {
        var fault = FAULTS.get(code);
        var body = new ProblemBody(
                "/docs/problems#" + code,
                HttpStatus.valueOf(status).getReasonPhrase(),
                status,
                sentence(code),
                code,
                TRACE_ID,
                fault == null ? List.of() : List.of(fault));
        return Json.MAPPER.valueToTree(body);
    }

    private static String sentence(String code) {
        return Texts.of("problem." + code);
    }
}
