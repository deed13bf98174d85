package dev.perigee.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every route says who may call it, or the server does not start. */
class RouteGuardTest {

    /** Scanning leaves out what lies inside a test; a start that wants it names it. */
    @RestController
    static class Forgetful {
        @GetMapping("/api/forgotten")
        String show() {
            return "everybody's";
        }
    }

    @RestController
    static class Undecided {
        @GetMapping("/api/undecided")
        @Open
        @Verify(permission = Permission.OWNER)
        String show() {
            return "whose?";
        }
    }

    @RestController
    static class Unspecific {
        @RequestMapping("/api/unspecific")
        @Open
        String show() {
            return "to any method";
        }
    }

    /** A way to answer that has no place for a guard. */
    static class Functional {
        @Bean
        RouterFunction<ServerResponse> unguarded() {
            return RouterFunctions.route()
                    .GET("/api/functional", request -> ServerResponse.ok().body("everybody's"))
                    .build();
        }
    }

    @Test
    @DisplayName("S-132: a route without a guard stops the start and is named")
    void a_route_without_a_guard_stops_the_start_and_is_named() {
        assertStartFailsNaming(Forgetful.class, "GET /api/forgotten");
    }

    @Test
    @DisplayName("S-132: a route with two guards stops the start and is named")
    void a_route_with_two_guards_stops_the_start_and_is_named() {
        assertStartFailsNaming(Undecided.class, "GET /api/undecided");
    }

    @Test
    void a_route_for_any_method_stops_the_start_and_is_named() {
        assertStartFailsNaming(Unspecific.class, "/api/unspecific");
    }

    private static void assertStartFailsNaming(Class<?> controller, String route) {
        assertThatThrownBy(() -> Perigee.node("spring.main.sources=" + controller.getName()))
                .satisfies(thrown -> {
                    var cause = cause(thrown);
                    assertThat(cause).hasMessageContaining(route);
                    var analysis = Objects.requireNonNull(new UnguardedRouteAnalyzer().analyze(thrown));
                    assertThat(analysis.getDescription()).contains(route, "@Verify", "@Open");
                });
    }

    private static Throwable cause(Throwable thrown) {
        Throwable at = thrown;
        while (!(at instanceof UnguardedRouteException)) {
            at = Objects.requireNonNull(at.getCause(), "Something else stopped the start: " + thrown);
        }
        return at;
    }

    @Test
    @DisplayName("S-132: what answers without being a controller's method is closed to everybody")
    void what_is_no_controllers_method_is_closed() {
        try (var node = Perigee.node("spring.main.sources=" + Functional.class.getName())) {
            assertClosed(Http.to(node).get("/api/functional"));
            assertClosed(Person.signedIn(node).api().get("/api/functional"));
        }
    }

    @Test
    @DisplayName("S-132: a route that comes after the start, past the check of guards, is closed to everybody")
    void a_route_that_comes_after_the_start_is_closed() throws NoSuchMethodException {
        try (var node = Perigee.node()) {
            node.bean(RequestMappingHandlerMapping.class)
                    .registerMapping(
                            RequestMappingInfo.paths("/api/forgotten")
                                    .methods(RequestMethod.GET)
                                    .build(),
                            new Forgetful(),
                            Forgetful.class.getDeclaredMethod("show"));
            assertClosed(Http.to(node).get("/api/forgotten"));
        }
    }

    private static void assertClosed(Answer answer) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("forbidden");
    }

    @Test
    void a_stranger_is_refused_by_every_guarded_route() {
        var server = Perigee.shared();
        for (var route : server.bean(Routes.class).all()) {
            if (route.verify() != null) {
                var answer = Http.to(server).send(route.method(), OddRequestTest.concrete(route.path()), "{}");
                assertThat(answer.status()).as(route.toString()).isEqualTo(401);
                assertThat(answer.code()).as(route.toString()).isEqualTo("unauthenticated");
                assertThat(answer.header("www-authenticate")).contains("Bearer");
            }
        }
    }

    @Test
    void a_developer_is_not_a_lesser_admin() {
        assertThat(Permissions.of("developer"))
                .containsExactlyInAnyOrder(Permission.DEVELOPER, Permission.USER)
                .doesNotContain(Permission.ADMIN);
        assertThat(Permissions.of("admin"))
                .containsExactlyInAnyOrder(Permission.ADMIN, Permission.USER)
                .doesNotContain(Permission.DEVELOPER);
    }

    @Test
    void an_unknown_role_holds_nothing() {
        assertThat(Permissions.of("root")).isEmpty();
        assertThat(Permissions.of("OWNER")).isEmpty();
        assertThat(Permissions.of("")).isEmpty();
    }

    @Test
    void an_operator_holds_nothing_inside_an_account() {
        assertThat(Permissions.of("master")).containsExactly(Permission.MASTER);
    }

    @Test
    void an_owner_holds_everything_but_the_operators_permission() {
        assertThat(Permissions.of("owner"))
                .containsExactlyInAnyOrder(Permission.OWNER, Permission.ADMIN, Permission.DEVELOPER, Permission.USER);
    }

    @Test
    void a_user_holds_only_their_own() {
        assertThat(Permissions.of("user")).containsExactly(Permission.USER);
    }
}
