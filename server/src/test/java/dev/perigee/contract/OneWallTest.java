package dev.perigee.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.contract.Sender.By;
import dev.perigee.testing.OneWall;
import dev.perigee.testing.Perigee;
import dev.perigee.web.Route;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What the matrix says about other accounts, without row-level security: each statement has to find its way by its own
 * condition.
 */
class OneWallTest {

    private static final Perigee SERVER = OneWall.server();

    private static Stage stage;
    private static Neighbours neighbours;

    @BeforeAll
    static void start() {
        stage = new Stage(SERVER);
        neighbours = new Neighbours(stage);
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void the_other_wall_is_down() {
        assertThat(SERVER.query("select count(*) from pg_class where relrowsecurity"))
                .isEqualTo("0");
    }

    @TestFactory
    @DisplayName("S-115: whatever names a row of another account finds as little as a random id")
    Stream<DynamicTest> what_a_neighbour_has_is_as_if_it_never_was() {
        return stage.guardedRoutes().stream()
                .flatMap(route -> senders(route)
                        .flatMap(sender -> neighbours.places(route).stream()
                                .map(place -> DynamicTest.dynamicTest(
                                        "%s by %s with a neighbour's %s"
                                                .formatted(Stage.name(route), sender.words(), place.path()),
                                        () -> neighbours.areAbsent(route, sender, place)))));
    }

    @TestFactory
    Stream<DynamicTest> whatever_somebody_may_do_touches_no_neighbour() {
        return stage.routes().stream()
                .flatMap(route -> senders(route)
                        .map(sender -> DynamicTest.dynamicTest(
                                "%s by %s".formatted(Stage.name(route), sender.words()),
                                () -> neighbours.areLeftAlone(stage.company(), route, sender))));
    }

    /** Those who may. Keys act in the same statements, and open routes do not care. */
    private static Stream<Sender> senders(Route route) {
        var promise = stage.promise(route);
        return stage.senders(route).stream()
                .filter(sender -> sender.by() == (promise.isOpen() ? By.NOTHING : By.SESSION))
                .filter(sender -> sender.refusal(promise).isEmpty());
    }

    @Test
    void a_role_in_one_account_is_worth_nothing_in_another() {
        var people = stage.people();
        var person = people.member(people.account(), "user");
        people.join(people.account(), person.id(), "owner");
        var answer = person.api().patch("/api/account", "{\"name\": \"mine now\"}");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("permission_missing");
        assertThat(person.api().get("/api/user").field("permission")).isEqualTo("user");
    }

    @Test
    void the_last_owner_stays_whoever_owns_other_accounts() {
        var people = stage.people();
        var account = people.account();
        var owner = people.member(account, "owner");
        people.member(account, "user");
        assertThat(owner.api().delete("/api/user").code()).isEqualTo("last_owner");
    }
}
