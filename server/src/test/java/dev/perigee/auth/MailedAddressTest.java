package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Http;
import dev.perigee.testing.Newcomer;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.web.Route;
import dev.perigee.web.Routes;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.web.bind.annotation.RequestBody;

/** What anybody may make the server mail: to the one address that was given, with a link that leads to our pages. */
class MailedAddressTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final String EVIL = "evil.example";

    /** A route that mails a link to an address of its request, and the page to which the link leads. */
    enum Door {
        SIGN_UP("/api/account", "/verify"),
        MAGIC("/api/auth/magic", "/magic"),
        RESET("/api/user/password/reset/request", "/resetpassword"),
        EMAIL("/api/user/email", "/email"),
        SOCIAL_SIGN_UP("/api/auth/social/signup", "/social"),
        INVITE("/api/invite", "/invite");

        private final String path;
        private final String page;

        Door(String path, String page) {
            this.path = path;
            this.page = page;
        }

        /** Somebody whom the route mails a link. */
        private Person reader() {
            return switch (this) {
                case SIGN_UP, EMAIL, SOCIAL_SIGN_UP, INVITE -> Person.newOn(SERVER);
                case MAGIC, RESET -> Person.signedIn(SERVER);
            };
        }
    }

    private final Person asker = Person.signedIn(SERVER);

    private final Newcomer newcomer = Newcomer.back();

    private Http client(Door door) {
        var client = Http.to(SERVER).from(Perigee.freshAddress());
        return switch (door) {
            case EMAIL, INVITE -> client.bearer(asker.token());
            case SOCIAL_SIGN_UP -> newcomer.client();
            case SIGN_UP, MAGIC, RESET -> client;
        };
    }

    /** The body with this in the place of the address, as it stands in JSON. */
    private String body(Door door, String email) {
        return switch (door) {
            case SIGN_UP -> """
                    {"name": "Ada", "password": "%s", "email": %s}""".formatted(Person.PASSWORD, email);
            case EMAIL -> """
                    {"password": "%s", "email": %s}""".formatted(Person.PASSWORD, email);
            case SOCIAL_SIGN_UP -> """
                    {"social_token": "%s", "email": %s}""".formatted(newcomer.token(), email);
            case INVITE -> """
                    {"invites": [{"permission": "user", "email": %s}]}""".formatted(email);
            case MAGIC, RESET -> "{\"email\": " + email + "}";
        };
    }

    private static String quoted(Person person) {
        return '"' + person.email() + '"';
    }

    /** Written with the answer, sent or not. */
    private static String mailsTo(String email) {
        return SERVER.query("select count(*) from mail where recipient = ?", email);
    }

    @Test
    void every_route_that_mails_to_an_address_of_its_request_is_tried_here() {
        var signingIn = List.of("/api/auth", "/api/user/auth");
        assertThat(SERVER.bean(Routes.class).all().stream()
                        .filter(MailedAddressTest::takesAnAddress)
                        .map(Route::path)
                        .filter(path -> !signingIn.contains(path)))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Door.values()).map(door -> door.path).toList());
    }

    private static boolean takesAnAddress(Route route) {
        return Arrays.stream(route.handler().getMethodParameters())
                .filter(parameter -> parameter.hasParameterAnnotation(RequestBody.class))
                .map(MethodParameter::getParameterType)
                .anyMatch(MailedAddressTest::holdsAnAddress);
    }

    /** In a field, or in each item of a list. */
    private static boolean holdsAnAddress(Class<?> form) {
        return form.isRecord()
                && Arrays.stream(form.getRecordComponents())
                        .anyMatch(field -> field.getName().equals("email")
                                || holdsAnAddress(ResolvableType.forType(field.getGenericType())
                                        .getGeneric(0)
                                        .toClass()));
    }

    @DisplayName("S-060")
    @ParameterizedTest
    @EnumSource
    void one_address_in_is_one_address_out(Door door) {
        var victim = door.reader();
        String before = mailsTo(victim.email());
        for (String form : List.of(
                "[\"%s\", \"%s\"]",
                "[\"%2$s\"]",
                "{\"value\": \"%2$s\"}",
                "\"%s,%s\"",
                "\"%s;%s\"",
                "\"%s %s\"",
                "\"%s\\n%s\"",
                "\"%s\\r\\nBcc: %s\"",
                "\"%s\\u0000%s\"",
                "\"%s>,<%s\"",
                "\"Ada <%2$s>\"",
                "\"\\\"%2$s\\\"@example.org\"",
                "\"%s\", \"email\": \"%s\"",
                "\"%s\", \"email[]\": \"%s\"",
                "\"%s\", \"Email\": \"%s\"",
                "\"%s\", \"cc\": \"%s\"")) {
            String own = "a-" + UUID.randomUUID() + "@example.org";
            var answer = client(door).post(door.path, body(door, form.formatted(own, victim.email())));
            assertThat(answer.status()).as(form).isIn(400, 422);
            assertThat(mailsTo(own)).as(form).isEqualTo("0");
        }
        assertThat(mailsTo(victim.email())).isEqualTo(before);
    }

    @DisplayName("S-059")
    @ParameterizedTest
    @EnumSource
    void a_request_for_another_host_is_refused_and_mails_nobody(Door door) {
        var victim = door.reader();
        String before = mailsTo(victim.email());
        String home = "localhost:" + SERVER.port();
        String body = body(door, quoted(victim));
        for (String host : List.of(EVIL, "localhost:1", home + '.' + EVIL, home + '@' + EVIL, EVIL + ' ' + home)) {
            assertThat(client(door).with("Host", host).post(door.path, body).status())
                    .as(host)
                    .isIn(400, 421);
        }
        String absolute = "http://" + EVIL + door.path;
        assertThat(client(door).post(absolute, body).status()).isEqualTo(400);
        assertThat(client(door).with("Host", EVIL).post(absolute, body).status())
                .isEqualTo(421);
        assertThat(mailsTo(victim.email())).isEqualTo(before);
    }

    @DisplayName("S-059")
    @ParameterizedTest
    @EnumSource
    void a_link_begins_with_the_configured_address_whatever_the_headers_say(Door door) {
        var reader = door.reader();
        var client = client(door)
                .with("X-Forwarded-Host", EVIL)
                .with("X-Forwarded-Server", EVIL)
                .with("X-Original-Host", EVIL)
                .with("X-Host", EVIL)
                .with("X_Forwarded_Host", EVIL)
                .with("Forwarded", "host=" + EVIL + ";proto=http")
                .with("X-Forwarded-Proto", "ftp")
                .with("X-Forwarded-Port", "666")
                .with("X-Forwarded-Prefix", "/evil")
                .with("Origin", "https://" + EVIL)
                .with("Referer", "https://" + EVIL + "/");
        assertThat(reader.tokenBy(() -> client.post(door.path, body(door, quoted(reader))), door.page))
                .matches("[A-Za-z0-9_-]{43}([A-Za-z0-9_-]{21})?");
        assertThat(reader.mails().body()).doesNotContain("evil", ":666", "ftp:");
    }
}
