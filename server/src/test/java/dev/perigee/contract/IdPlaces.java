package dev.perigee.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Finds where a request names something by its id, so that somebody else's id can be put there. */
record IdPlaces(JsonNode document) {

    /** @param list whether an array of ids stands there */
    record Place(String path, boolean list) {

        /** The id in the form that this place takes. */
        JsonNode value(String id) {
            return list
                    ? Json.MAPPER.createArrayNode().add(id)
                    : Json.MAPPER.getNodeFactory().stringNode(id);
        }
    }

    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");
    private static final int DEEPEST = 6;

    /** The names of the variables in a path. */
    static List<String> inPath(String path) {
        return VARIABLE.matcher(path).results().map(match -> match.group(1)).toList();
    }

    /** Every variable of the path, and every field or parameter of which the document says that it is a UUID. */
    List<Place> of(PreparedRequest prepared) {
        var route = prepared.route();
        var places = new ArrayList<Place>();
        inPath(route.path()).forEach(name -> places.add(new Place("path." + name, false)));
        JsonNode operation =
                document.path("paths").path(route.path()).path(route.method().toLowerCase(java.util.Locale.ROOT));
        operation
                .path("parameters")
                .valueStream()
                .filter(parameter -> "query".equals(parameter.path("in").asString()))
                .forEach(parameter ->
                        add("query." + parameter.path("name").asString(), parameter.path("schema"), places, 0));
        add("body", operation.at("/requestBody/content/application~1json/schema"), places, 0);
        return places;
    }

    private void add(String path, JsonNode described, List<Place> places, int depth) {
        JsonNode schema = resolved(described);
        JsonNode items = resolved(schema.path("items"));
        if ("uuid".equals(schema.path("format").asString(""))) {
            places.add(new Place(path, false));
        } else if ("uuid".equals(items.path("format").asString(""))) {
            places.add(new Place(path, true));
        } else if (depth < DEEPEST) {
            schema.path("properties")
                    .propertyStream()
                    .forEach(field -> add(path + '.' + field.getKey(), field.getValue(), places, depth + 1));
        }
    }

    private JsonNode resolved(JsonNode schema) {
        String reference = schema.path("$ref").asString("");
        if (!reference.isEmpty()) {
            return document.at(reference.substring(1));
        }
        // A reference with words of its own stands in allOf, one that may be null in anyOf.
        JsonNode wrapped = schema.has("allOf") ? schema.get("allOf") : schema.path("anyOf");
        return wrapped.isEmpty() ? schema : resolved(wrapped.path(0));
    }
}
