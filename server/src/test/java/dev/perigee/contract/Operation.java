package dev.perigee.contract;

import dev.perigee.web.Idempotent;
import dev.perigee.web.RateLimit;
import dev.perigee.web.Route;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One route as the document describes it. */
record Operation(Route route, Examples.Example example, Javadocs.Comment comment, Components components) {

    private static final String JSON = "application/json";

    /**
     * The route's own id; where a handler has several paths, the first keeps it and the others add what follows
     * {@code /api} in theirs, so that the order of the paths alone never renames an operation.
     */
    static String id(Route route) {
        String first = firstPath(route);
        if (first.isEmpty() || route.path().endsWith(first)) {
            return route.operationId();
        }
        return route.operationId()
                + Arrays.stream(route.path().split("\\W+", -1))
                        .filter(word -> !word.equals("api"))
                        .map(StringUtils::capitalize)
                        .collect(Collectors.joining());
    }

    private static String firstPath(Route route) {
        var mapping = AnnotatedElementUtils.findMergedAnnotation(route.handler().getMethod(), RequestMapping.class);
        return mapping == null || mapping.path().length < 2 ? "" : mapping.path()[0];
    }

    /** The feature that a route belongs to. */
    static String tag(Route route) {
        String feature = route.handler().getBeanType().getPackageName();
        return feature.substring(feature.lastIndexOf('.') + 1);
    }

    ObjectNode describe() {
        var operation = Json.object();
        operation.set("tags", Json.strings(List.of(tag(route))));
        operation.put("operationId", id(route));
        operation.put("summary", comment.summary().replaceFirst("\\.$", ""));
        operation.put("description", comment.description());
        guard(operation);
        parameters(operation);
        requestBody(operation);
        return operation.set("responses", answers());
    }

    private void guard(ObjectNode operation) {
        var security = operation.putArray("security");
        var verify = route.verify();
        if (verify != null) {
            security.addObject().putArray("bearerAuth");
        }
        if (verify != null && !verify.scope().isEmpty()) {
            security.addObject().putArray("apiKey");
        }
        operation.put("x-permission", route.permission());
        if (route.stepUp()) {
            operation.put("x-step-up", true);
        }
        if (verify != null && !verify.scope().isEmpty()) {
            operation.put("x-scope", verify.scope());
        }
        if (route.limit() != null) {
            operation.set("x-limit", limit(route.limit()));
        }
    }

    private static ObjectNode limit(RateLimit declared) {
        var limit = Json.object().put("name", declared.name());
        if (!declared.network().isEmpty()) {
            limit.put("network", declared.network());
        }
        return declared.identifier().isEmpty() ? limit : limit.put("identifier", declared.identifier());
    }

    private void parameters(ObjectNode operation) {
        var parameters = Json.MAPPER.createArrayNode();
        Parameters.of(route, example, components.schemas()).forEach(parameters::add);
        if (!parameters.isEmpty()) {
            operation.set("parameters", parameters);
        }
    }

    private void requestBody(ObjectNode operation) {
        for (MethodParameter parameter : route.handler().getMethodParameters()) {
            var annotation = parameter.getParameterAnnotation(RequestBody.class);
            if (annotation != null) {
                var schema = schema(parameter);
                var body = operation.putObject("requestBody").put("required", annotation.required());
                var content = body.putObject("content").putObject("application/json");
                content.set("schema", schema);
                if (example.request().has("body")) {
                    content.set("example", example.request().get("body"));
                }
            }
        }
    }

    /** Bytes are a document of somebody else's. */
    private ObjectNode schema(MethodParameter body) {
        var type = body.getParameterType() == byte[].class
                ? ResolvableType.forClass(JsonNode.class)
                : ResolvableType.forMethodParameter(body);
        return components.schemas().of(type, Schemas.Use.REQUEST);
    }

    private ObjectNode answers() {
        var answers = Json.object();
        var good = example.answers().stream().filter(Examples.Reply::good).toList();
        answers.set(Integer.toString(status(good)), answer(good));
        components.problems().describe(route, example, answers);
        return answers;
    }

    /** As the annotation says; a handler that decides by itself decides as in its example. */
    private int status(List<Examples.Reply> good) {
        var annotation = route.handler().getMethodAnnotation(ResponseStatus.class);
        if (annotation != null) {
            return annotation.code().value();
        }
        return good.isEmpty() ? HttpStatus.OK.value() : good.getFirst().status();
    }

    private ObjectNode answer(List<Examples.Reply> good) {
        var answer = Json.object()
                .put("description", good.isEmpty() ? "" : good.getFirst().description());
        var headers = components.headers().of(headers());
        good.forEach(reply -> headers.setAll(Headers.of(reply.headers(), good)));
        if (!headers.isEmpty()) {
            answer.set("headers", headers);
        }
        var type = body(route.handler().getMethod());
        if (type.toClass() != void.class && type.toClass() != Void.class) {
            var content = answer.putObject("content").putObject(mediaType());
            content.set("schema", components.schemas().of(type, Schemas.Use.ANSWER));
            examples(good, content);
        } else if (isWrittenOut(route)) {
            answer.putObject("content")
                    .putObject(mediaType())
                    .putObject("schema")
                    .put("type", "string")
                    .put("format", "binary");
        }
        return answer;
    }

    private List<String> headers() {
        var names = new ArrayList<String>();
        if (route.path().startsWith("/api/")) {
            names.addAll(Headers.OF_LIMITS);
        }
        if (route.handler().hasMethodAnnotation(Idempotent.class)) {
            names.add("Idempotency-Replayed");
        }
        return names;
    }

    /** What a handler answers. */
    static ResolvableType body(Method method) {
        var type = ResolvableType.forMethodReturnType(method);
        return type.toClass() == ResponseEntity.class ? type.getGeneric(0) : type;
    }

    private String mediaType() {
        return mediaType(route);
    }

    private static String mediaType(Route route) {
        var mapping = AnnotatedElementUtils.findMergedAnnotation(route.handler().getMethod(), RequestMapping.class);
        return mapping == null || mapping.produces().length == 0 ? JSON : mapping.produces()[0];
    }

    /** Whether the handler writes to the response itself what is not JSON, since it may be long. */
    static boolean isWrittenOut(Route route) {
        return body(route.handler().getMethod()).toClass() == void.class
                && !mediaType(route).equals(JSON);
    }

    private static void examples(List<Examples.Reply> good, ObjectNode content) {
        var shown = good.stream().filter(reply -> reply.json().has("body")).toList();
        if (shown.size() == 1) {
            content.set("example", shown.getFirst().body());
        } else if (shown.size() > 1) {
            var examples = content.putObject("examples");
            shown.forEach(reply -> examples.putObject(reply.name())
                    .put("summary", reply.description())
                    .set("value", reply.body()));
        }
    }
}
