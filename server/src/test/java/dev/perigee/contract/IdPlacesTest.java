package dev.perigee.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Perigee;
import dev.perigee.web.Routes;
import org.junit.jupiter.api.Test;

/** The places for ids that no route of today has are found as well. */
class IdPlacesTest {

    private static final String DOCUMENT = """
            {"paths": {"/api/project": {"post": {
               "parameters": [{"in": "query", "name": "member", "schema": {"type": "string", "format": "uuid"}},
                              {"in": "query", "name": "limit", "schema": {"type": "integer"}}],
               "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/New"}}}}}}},
             "components": {"schemas": {
               "New": {"properties": {
                  "name": {"type": "string"},
                  "team": {"anyOf": [{"$ref": "#/components/schemas/Team"}, {"nullable": true}]},
                  "readers": {"type": "array", "items": {"type": "string", "format": "uuid"}}}},
               "Team": {"properties": {"lead": {"type": "string", "format": "uuid"}}}}}}""";

    @Test
    void ids_are_found_in_the_query_in_the_body_in_lists_and_deeper() {
        var route = Perigee.shared().bean(Routes.class).all().stream()
                .filter(each -> Stage.name(each).equals("POST /api/project"))
                .findFirst()
                .orElseThrow();
        var places = new IdPlaces(Json.MAPPER.readTree(DOCUMENT)).of(PreparedRequest.bare(route));
        assertThat(places)
                .containsExactly(
                        new IdPlaces.Place("query.member", false),
                        new IdPlaces.Place("body.team.lead", false),
                        new IdPlaces.Place("body.readers", true));
    }
}
