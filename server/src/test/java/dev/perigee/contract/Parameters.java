package dev.perigee.contract;

import dev.perigee.web.Idempotent;
import dev.perigee.web.PageQuery;
import dev.perigee.web.Route;
import java.lang.annotation.Annotation;
import java.lang.reflect.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a request carries beside its body: what the handler's parameters say, and what its examples send. */
final class Parameters {

    private static final Map<Class<? extends Annotation>, String> PLACES = Map.of(
            PathVariable.class, "path",
            RequestParam.class, "query",
            RequestHeader.class, "header",
            CookieValue.class, "cookie");

    private final Examples.Example example;
    private final Schemas schemas;
    private final Map<String, ObjectNode> found = new LinkedHashMap<>();

    private Parameters(Examples.Example example, Schemas schemas) {
        this.example = example;
        this.schemas = schemas;
    }

    static Iterable<ObjectNode> of(Route route, Examples.Example example, Schemas schemas) {
        var parameters = new Parameters(example, schemas);
        for (Parameter parameter : route.handler().getMethod().getParameters()) {
            parameters.add(parameter);
        }
        if (route.handler().hasMethodAnnotation(Idempotent.class)) {
            parameters.add(
                    "header",
                    "Idempotency-Key",
                    false,
                    text().put("minLength", 1).put("maxLength", 255));
        }
        example.requests().forEach(parameters::addSent);
        return parameters.found.values();
    }

    private static ObjectNode text() {
        return Json.object().put("type", "string");
    }

    private void add(Parameter parameter) {
        var annotations = MergedAnnotations.from(parameter);
        PLACES.forEach((type, place) -> add(parameter, place, annotations.get(type)));
        if (parameter.isAnnotationPresent(ModelAttribute.class)) {
            for (var component : parameter.getType().getRecordComponents()) {
                var schema = schemas.of(ResolvableType.forClass(component.getType()), Schemas.Use.REQUEST);
                Constraints.describe(component.getAccessor(), schema);
                add("query", component.getName(), false, schema);
            }
        }
        if (parameter.getType() == PageQuery.class) {
            var limit = Json.object().put("type", "integer").put("minimum", 1).put("maximum", 100);
            add("query", "limit", false, limit.put("default", 20))
                    .put("description", "How many items to answer at most.");
            add("query", "cursor", false, text())
                    .put("description", "Where to go on: `next` of the page before. The first page needs none.");
        }
    }

    /** Whoever takes all headers says in its example which count. */
    private void add(Parameter parameter, String place, MergedAnnotation<?> annotation) {
        if (annotation.isPresent() && parameter.getType() != HttpHeaders.class) {
            String name = annotation.getString("name");
            var schema = schemas.of(ResolvableType.forType(parameter.getParameterizedType()), Schemas.Use.REQUEST);
            add(place, name.isEmpty() ? parameter.getName() : name, annotation.getBoolean("required"), schema);
        }
    }

    /** A cookie or header that an example sends is one that the operation reads; every one reads {@code Accept}. */
    private void addSent(JsonNode request) {
        request.path("headers").propertyNames().stream()
                .filter(name -> !name.equals("Accept"))
                .forEach(name -> addSent("header", name));
        request.path("cookies").propertyNames().forEach(name -> addSent("cookie", name));
    }

    private void addSent(String place, String name) {
        if (!found.containsKey(name)) {
            add(place, name, false, text());
        }
    }

    private ObjectNode add(String place, String name, boolean required, ObjectNode schema) {
        var parameter = Json.object().put("name", name).put("in", place).put("required", required);
        if (!Headers.text(name).isEmpty()) {
            parameter.put("description", Headers.text(name));
        }
        parameter.set("schema", schema);
        JsonNode value = example.request().path(section(place)).path(name);
        if (!value.isMissingNode()) {
            parameter.set("example", value);
        }
        found.put(name, parameter);
        return parameter;
    }

    private static String section(String place) {
        return switch (place) {
            case "header" -> "headers";
            case "cookie" -> "cookies";
            default -> place;
        };
    }
}
