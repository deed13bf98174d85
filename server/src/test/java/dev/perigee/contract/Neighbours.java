package dev.perigee.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.database.Ids;
import dev.perigee.testing.Answer;
import dev.perigee.testing.RowsNaming;
import dev.perigee.web.Route;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Accounts that have of everything, and to which nothing may happen whatever others do in theirs: a whole company, and
 * somebody on their own.
 */
final class Neighbours {

    /** What differs from one answer to the next for everybody. */
    private static final Set<String> COUNTED = Set.of("date", "ratelimit");

    private final Stage stage;
    private final Company company;
    private final Map<String, PreparedRequest> theirs = new HashMap<>();
    private final Set<UUID> ids;
    private final IdPlaces idPlaces;
    private final RowsNaming naming;
    private int rows;

    Neighbours(Stage stage) {
        this.stage = stage;
        this.company = stage.company();
        this.idPlaces = new IdPlaces(stage.document());
        stage.everyRoute().stream()
                .filter(route -> !stage.promise(route).isOpen())
                .forEach(this::live);
        var seeds = new TreeSet<>(List.of(company.account(), stage.company().account()));
        this.ids = stage.rows().around(seeds);
        this.naming = stage.rows().naming(ids);
        this.rows = naming.checksum();
    }

    /** Does once what the route is for, so that there are rows of every kind. */
    private void live(Route route) {
        theirs.put(Stage.name(route), company.prepare(route));
        if (!route.method().equals("DELETE")) {
            stage.senders(route).stream()
                    .filter(sender -> sender.refusal(stage.promise(route)).isEmpty())
                    .findFirst()
                    .ifPresent(sender -> company.prepare(route).send(company.client(sender)));
        }
    }

    List<IdPlaces.Place> places(Route route) {
        return idPlaces.of(theirs.get(Stage.name(route)));
    }

    /** Sends a neighbour's id, which must be answered like one that never was. */
    void areAbsent(Route route, Sender sender, IdPlaces.Place place) {
        var ours = stage.company();
        var request = ours.prepare(route);
        var client = ours.client(sender);
        String name = "%s by %s".formatted(Stage.name(route), sender.words());
        for (String id : theirIds(route, place)) {
            String unknown = Ids.next().toString();
            var expected = seen(request.with(place.path(), place.value(unknown)).send(client), unknown);
            var answer = request.with(place.path(), place.value(id)).send(client);
            assertThat(seen(answer, id)).as("%s for %s", name, place.path()).isEqualTo(expected);
            if (place.path().startsWith("path.")) {
                assertThat(answer.status() + " " + answer.code()).as(name).isEqualTo("404 not_found");
            }
        }
        assertRowsAreAsBefore(name);
    }

    /** Each is compared with the one before it: nothing of theirs changes in between. */
    private void assertRowsAreAsBefore(String name) {
        int before = rows;
        rows = naming.checksum();
        assertThat(rows).as("%s, and the neighbours' rows", name).isEqualTo(before);
    }

    /** The one that an example puts there, or else all that they have. */
    private Set<String> theirIds(Route route, IdPlaces.Place place) {
        var all = new TreeSet<String>();
        ids.forEach(id -> all.add(id.toString()));
        String given = theirs.get(Stage.name(route)).at(place.path());
        return all.contains(given) ? Set.of(given) : all;
    }

    /** Behind the guard a feature may know roles of its own; a refusal by one stands in the example of the operation. */
    private boolean isRefusedByTheFeature(Route route, Answer answer) {
        return answer.status() == 403
                && stage.examples().of(Operation.id(route)).answers().stream()
                        .anyMatch(reply -> reply.status() == 403 && reply.code().equals(answer.code()));
    }

    private static Map<String, Object> seen(Answer answer, String id) {
        var seen = new TreeMap<String, Object>(answer.headers());
        seen.keySet().removeAll(COUNTED);
        seen.put("status", answer.status());
        seen.put("body", answer.body().replace(id, "<id>").replaceFirst("\"trace_id\":\"\\w+\"", "<trace>"));
        return seen;
    }

    /**
     * Lets somebody in another account do what they may; the neighbours neither appear in the answer nor feel it. What
     * the document leaves out is for development: there everybody reads every mail.
     */
    void areLeftAlone(Company ours, Route route, Sender sender) {
        var request = ours.prepare(route, sender);
        var client = ours.client(sender);
        String name = "%s by %s".formatted(Stage.name(route), sender.words());
        var answer = request.send(client);
        // A conflict is met behind the guard; what has no example is asked for what is not there.
        var fine = OpenApi.describes(route) ? List.of(200, 201, 202, 204, 302, 303, 409) : List.of(200, 204, 404);
        if (!isRefusedByTheFeature(route, answer)) {
            assertThat(answer.status()).as("%s: %s", name, answer).isIn(fine);
        }
        if (OpenApi.describes(route)) {
            assertThat(ids.stream().filter(id -> answer.body().contains(id.toString())))
                    .as("%s, and the neighbours' ids in %s", name, answer)
                    .isEmpty();
            assertRowsAreAsBefore(name);
        } else {
            rows = naming.checksum();
        }
    }
}
