package dev.perigee.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.contract.CredentialPlaces.Place;
import dev.perigee.contract.Credentials.Credential;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Population;
import dev.perigee.web.Route;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * Every route of the running server, tried by everybody. Nothing is listed here: the routes are the server's, what to
 * expect follows from the committed {@code routes.txt} and from the table of roles. A route added tomorrow is attacked
 * tomorrow, and a guard that was weakened without a word in {@code routes.txt} lets somebody in who is turned away here.
 */
class AuthorizationMatrixTest {

    private static Perigee server;
    private static Stage stage;
    private static List<Credential> credentials;
    private static Neighbours neighbours;

    @BeforeAll
    static void start() {
        server = Perigee.alone(Perigee.brisk("perigee.log.enabled=false", "perigee.database.pool=4"));
        stage = new Stage(server);
    }

    @AfterAll
    static void stop() {
        stage.close();
        server.close();
    }

    @Test
    void every_route_is_promised_and_every_promise_is_a_route() {
        assertThat(stage.everyRoute())
                .extracting(Stage::name)
                .containsExactlyInAnyOrderElementsOf(stage.promises().keySet());
    }

    /** The role is in the table, and the schema lets nobody have it in an account. */
    @Test
    void nobody_is_an_operator_inside_an_account() {
        try (var people = new Population(Perigee.shared())) {
            var account = people.account();
            assertThatThrownBy(() -> people.member(account, "master"))
                    .rootCause()
                    .hasMessageContaining("membership_role_check");
        }
    }

    @TestFactory
    @DisplayName("S-109: whoever may not, by role or by the scopes of a key, is refused, and nothing changes")
    Stream<DynamicNode> whoever_may_not_is_refused_and_nothing_changes() {
        return stage.guardedRoutes().stream().map(route -> {
            var company = stage.company();
            var request = company.prepare(route);
            return DynamicContainer.dynamicContainer(
                    Stage.name(route),
                    stage.senders(route).stream()
                            .filter(sender ->
                                    !sender.refusal(stage.promise(route)).isEmpty())
                            .map(sender -> refused(request, company, sender)));
        });
    }

    /** The request is good for all of them: none uses it up. */
    private static DynamicTest refused(PreparedRequest request, Company company, Sender sender) {
        var route = request.route();
        String refusal = sender.refusal(stage.promise(route));
        String name = "%s by %s: %s".formatted(Stage.name(route), sender.words(), refusal);
        return DynamicTest.dynamicTest(name, () -> {
            var client = company.client(sender);
            String before = stage.rows().all();
            var answer = request.send(client);
            assertThat(answer.status() + " " + answer.code())
                    .as("%s, not %s", name, answer)
                    .isEqualTo(refusal);
            if (route.method().equals("GET")) {
                assertThat(request.send(client, "HEAD").status()).isEqualTo(answer.status());
            }
            assertThat(stage.rows().all())
                    .as("%s, and the rows of the database", name)
                    .isEqualTo(before);
        });
    }

    @TestFactory
    @DisplayName("S-109: whoever may is let in, also by a key with the one scope that the route names")
    Stream<DynamicNode> whoever_may_is_let_in() {
        return stage.routes().stream().map(route -> {
            var company = stage.company();
            return DynamicContainer.dynamicContainer(
                    Stage.name(route),
                    stage.senders(route).stream()
                            .filter(sender ->
                                    sender.refusal(stage.promise(route)).isEmpty())
                            .map(sender -> letIn(company, route, sender)));
        });
    }

    /** In a company of their own where it changes something: what they may do is to erase it, too. */
    private static DynamicTest letIn(Company shared, Route route, Sender sender) {
        return DynamicTest.dynamicTest(
                "%s by %s: let in, and no neighbour is touched".formatted(Stage.name(route), sender.words()),
                () -> neighbours()
                        .areLeftAlone(route.method().equals("GET") ? shared : stage.company(), route, sender));
    }

    private static synchronized Neighbours neighbours() {
        if (neighbours == null) {
            neighbours = new Neighbours(stage);
        }
        return neighbours;
    }

    @TestFactory
    Stream<DynamicTest> what_a_neighbour_has_is_as_if_it_never_was() {
        return stage.guardedRoutes().stream()
                .flatMap(route -> neighbours().places(route).stream()
                        .flatMap(place -> stage.senders(route).stream()
                                .filter(sender ->
                                        sender.refusal(stage.promise(route)).isEmpty())
                                .map(sender -> absent(route, sender, place))));
    }

    private static DynamicTest absent(Route route, Sender sender, IdPlaces.Place place) {
        return DynamicTest.dynamicTest(
                "%s by %s with a neighbour's %s: absent".formatted(Stage.name(route), sender.words(), place.path()),
                () -> neighbours().areAbsent(route, sender, place));
    }

    @TestFactory
    @DisplayName("S-035: no credential opens a route from another one's place")
    Stream<DynamicNode> no_credential_opens_a_route_from_another_ones_place() {
        var places = new CredentialPlaces(stage);
        return stage.guardedRoutes().stream().map(route -> {
            var request = stage.company().prepare(route);
            var all = credentials();
            var still = new Still(stage.rows().all());
            return DynamicContainer.dynamicContainer(
                    Stage.name(route),
                    all.stream().map(credential -> misplaced(request, credential, places.of(route), still)));
        });
    }

    /** Rows of which no test of a route may change one, so that each is compared with the one before. */
    private static final class Still {

        private String rows;

        Still(String rows) {
            this.rows = rows;
        }

        void assertSame(String name) {
            String before = rows;
            rows = stage.rows().all();
            assertThat(rows).as("%s, and the rows of the database", name).isEqualTo(before);
        }
    }

    private static synchronized List<Credential> credentials() {
        if (credentials == null) {
            credentials = new Credentials(stage).all();
        }
        return credentials;
    }

    private static DynamicTest misplaced(
            PreparedRequest request, Credential credential, List<Place> places, Still still) {
        String name = "%s with %s: 401 wherever it stands".formatted(Stage.name(request.route()), credential.words());
        return DynamicTest.dynamicTest(name, () -> {
            for (var place : places) {
                if (!place.takes().contains(credential.name())) {
                    var answer = place.sending().send(request, stage.client(), credential.text());
                    assertThat(answer.status() + " " + answer.code())
                            .as("%s, also %s, not %s", name, place.words(), answer)
                            .isEqualTo("401 unauthenticated");
                }
            }
            still.assertSame(name);
        });
    }

    @TestFactory
    @DisplayName("S-035: an open route that takes a token takes no other")
    Stream<DynamicNode> an_open_route_that_takes_a_token_takes_no_other() {
        return stage.routes().stream()
                .filter(route -> stage.promise(route).isOpen() && OpenApi.describes(route))
                .map(route -> DynamicContainer.dynamicContainer(
                        Stage.name(route),
                        stage.examples().of(Operation.id(route)).requests().stream()
                                .flatMap(request -> wrongTokens(route, request))));
    }

    private static Stream<DynamicTest> wrongTokens(Route route, JsonNode example) {
        var places = new CredentialPlaces(stage).inExamples(example);
        return places.stream().flatMap(place -> {
            var others = credentials().stream()
                    .filter(credential -> !place.takes().contains(credential.name()))
                    .toList();
            var request = stage.company().prepare(route, example);
            var still = new Still(stage.rows().all());
            return others.stream().map(credential -> wrongToken(request, place, credential, still));
        });
    }

    private static DynamicTest wrongToken(PreparedRequest request, Place place, Credential credential, Still still) {
        String name =
                "%s with %s %s: refused".formatted(Stage.name(request.route()), credential.words(), place.words());
        return DynamicTest.dynamicTest(name, () -> {
            var answer = place.sending().send(request, stage.client(), credential.text());
            assertThat(answer.status()).as("%s, not %s", name, answer).isBetween(400, 499);
            assertThat(answer.headers()).doesNotContainKey("set-cookie");
            still.assertSame(name);
        });
    }
}
