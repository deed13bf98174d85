package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Newcomer;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Population;
import dev.perigee.web.Route;
import dev.perigee.web.Routes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestBody;

/** A token counts whole, in its time and once, whatever it is for; the database could not say what it was. */
class SpoiledTokenTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final String NEXT = "nine amber lanterns 17";

    /** A kind of token, by the route that takes it. */
    enum Kind {
        VERIFY("/api/user/verify"),
        MAGIC("/api/auth/magic/verify"),
        RESET("/api/user/password/reset"),
        EMAIL("/api/user/email/confirm"),
        DISOWN("/api/auth/disown"),
        REFRESH("/api/auth/refresh"),
        PENDING("/api/auth/otp"),
        SOCIAL_SIGN_UP("/api/auth/social/signup"),
        SOCIAL_CONFIRM("/api/auth/social/confirm"),
        LOOK("/api/invite/preview"),
        JOIN("/api/user"),
        ACCEPT("/api/invite/accept"),
        DECLINE("/api/invite/decline"),
        EXPORT("/api/account/export/download");

        private final String path;

        Kind(String path) {
            this.path = path;
        }

        /** Somebody new with a token of this kind. */
        private Issued issue() {
            return switch (this) {
                case VERIFY -> issued(signedUp());
                case PENDING -> issued(Person.enrolled(SERVER));
                case SOCIAL_SIGN_UP, SOCIAL_CONFIRM -> byNetwork();
                case MAGIC, RESET, EMAIL, DISOWN, REFRESH -> issued(Person.signedIn(SERVER));
                case LOOK, JOIN, DECLINE -> issued(Person.newOn(SERVER));
                case ACCEPT, EXPORT -> issued(owner());
            };
        }

        private Issued issued(Person person) {
            return new Issued(this, person, Http.to(SERVER), tokenOf(person));
        }

        /** Counts in one browser only. */
        private Issued byNetwork() {
            var newcomer = Newcomer.back();
            var person = Person.newOn(SERVER);
            String token = this == SOCIAL_SIGN_UP ? newcomer.token() : newcomer.mailedTo(person);
            return new Issued(this, person, newcomer.client(), token);
        }

        private String tokenOf(Person person) {
            return switch (this) {
                case VERIFY -> person.mailedToken();
                case MAGIC -> person.magicToken();
                case RESET -> person.resetToken();
                case EMAIL -> person.emailToken();
                case DISOWN -> person.disownToken();
                case REFRESH -> person.signIn().field("refresh_token");
                case PENDING -> person.pendingToken();
                case LOOK, JOIN, ACCEPT, DECLINE -> person.inviteToken(owner());
                case EXPORT -> person.exportToken();
                case SOCIAL_SIGN_UP, SOCIAL_CONFIRM -> throw new IllegalStateException("Not of a person who is there");
            };
        }
    }

    private static Person owner() {
        var people = Population.of(SERVER);
        return people.member(people.account(), "owner").person();
    }

    private static Person signedUp() {
        var person = Person.newOn(SERVER);
        person.signUp();
        return person;
    }

    private record Issued(Kind kind, Person person, Http client, String token) {

        Answer use() {
            return use(token);
        }

        /** The request that takes this kind, with this or another token. */
        Answer use(String text) {
            return use(client, text);
        }

        Answer use(Http client, String text) {
            return switch (kind) {
                case VERIFY -> post(client, "token", text, "password", Person.PASSWORD);
                case RESET -> post(client, "token", text, "password", NEXT);
                case EMAIL -> post(client.bearer(person.token()), "token", text);
                case MAGIC, DISOWN, SOCIAL_CONFIRM, LOOK, DECLINE -> post(client, "token", text);
                case ACCEPT, EXPORT -> post(client.bearer(person.token()), "token", text);
                case JOIN -> post(client, "token", text, "name", "Ada", "password", NEXT);
                case REFRESH -> post(client, "refresh_token", text);
                case PENDING ->
                    post(
                            client,
                            "pending_token",
                            text,
                            "code",
                            person.authenticator().at(0));
                case SOCIAL_SIGN_UP -> post(client, "social_token", text, "email", person.email());
            };
        }

        private Answer post(Http client, Object... body) {
            return client.from(Perigee.freshAddress()).post(kind.path, Json.of(body));
        }

        void assertRefused(Answer answer) {
            String refusal = switch (kind) {
                case REFRESH -> "401 invalid_refresh_token";
                case PENDING -> "401 invalid_pending_token";
                default -> "410 link_spent";
            };
            assertThat(answer.status() + " " + answer.code()).isEqualTo(refusal);
            assertThat(answer.header("set-cookie")).isEmpty();
        }

        void assertTaken() {
            assertThat(use().status()).isIn(200, 202, 204);
        }
    }

    @Test
    void every_route_that_takes_a_token_is_tried_here() {
        assertThat(SERVER.bean(Routes.class).all().stream()
                        .filter(SpoiledTokenTest::takesToken)
                        .map(Route::path))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Kind.values()).map(kind -> kind.path).toList());
    }

    private static boolean takesToken(Route route) {
        return Arrays.stream(route.handler().getMethodParameters())
                .filter(parameter -> parameter.hasParameterAnnotation(RequestBody.class))
                .map(MethodParameter::getParameterType)
                .filter(Class::isRecord)
                .flatMap(form -> Arrays.stream(form.getRecordComponents()))
                .anyMatch(field -> field.getName().toLowerCase(Locale.ROOT).endsWith("token"));
    }

    @ParameterizedTest
    @EnumSource
    void a_token_that_is_cut_or_changed_is_none(Kind kind) {
        var issued = kind.issue();
        String token = issued.token();
        for (String spoiled : List.of(
                token.substring(0, token.length() - 1),
                token.substring(1),
                token.substring(0, 20),
                token + 'A',
                token + '=',
                token + ' ',
                ' ' + token,
                token + token,
                swapCase(token),
                "#token=" + token)) {
            issued.assertRefused(issued.use(spoiled));
        }
        issued.assertTaken();
    }

    private static String swapCase(String text) {
        var swapped = new StringBuilder();
        text.chars()
                .map(c -> Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c))
                .forEach(c -> swapped.append((char) c));
        return swapped.toString();
    }

    @DisplayName("S-057")
    @ParameterizedTest
    @EnumSource(names = {"VERIFY", "MAGIC", "RESET", "EMAIL", "DISOWN", "EXPORT"})
    void a_mailed_token_past_its_time_is_none(Kind kind) {
        var issued = kind.issue();
        assertThat(SERVER.query("""
                update mailed_token t set expires_at = now()
                  from app_user u where u.id = t.user_id and u.email = ?""", issued.person().email())).isNotEqualTo("0");
        issued.assertRefused(issued.use());
    }

    @DisplayName("S-055")
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"REFRESH", "SOCIAL_SIGN_UP", "LOOK"})
    void a_token_that_was_used_is_none(Kind kind) {
        var issued = kind.issue();
        issued.assertTaken();
        issued.assertRefused(issued.use());
    }

    @Test
    @DisplayName("S-062")
    void the_database_holds_no_token_and_no_password_but_hashed() {
        var all = Arrays.stream(Kind.values()).map(Kind::issue).toList();
        var newcomer = all.getFirst().person();
        String nonce = newcomer.signUp().cookie("__Host-signup");
        String trace = UUID.randomUUID().toString().replace("-", "");
        all.forEach(issued -> issued.use(traced(trace), issued.token() + 'x'));
        String rows = Integer.toString(all.size());
        Person.until(
                () -> rows.equals(SERVER.query("select count(*) from log where trace_id = ?", trace)) ? true : null);

        String dump = dump();
        assertThat(dump).contains(newcomer.email(), trace);
        all.forEach(issued -> assertAbsent(dump, issued.kind().name(), issued.token()));
        assertAbsent(dump, "nonce", nonce);
        for (String text : List.of(all.get(1).person().token(), Person.PASSWORD, NEXT)) {
            assertThat(dump.contains(text)).as(text).isFalse();
            assertThat(dump.contains(hex(text.getBytes(StandardCharsets.UTF_8))))
                    .as(text)
                    .isFalse();
        }
    }

    private static Http traced(String trace) {
        return Http.to(SERVER).with("traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
    }

    /** Neither as it was handed out, nor its letters or its bits in a binary column. */
    private static void assertAbsent(String dump, String what, String token) {
        for (String form : List.of(
                token,
                hex(token.getBytes(StandardCharsets.UTF_8)),
                hex(Base64.getUrlDecoder().decode(token)))) {
            assertThat(dump.contains(form)).as(what).isFalse();
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Every row of every table as text, binary columns in hexadecimal. */
    private static String dump() {
        var dump = new StringBuilder();
        String tables = SERVER.query("""
                select string_agg(quote_ident(table_name), ',') from information_schema.tables
                 where table_schema = 'public' and table_type = 'BASE TABLE'""");
        for (String table : tables.split(",", -1)) {
            dump.append(SERVER.query("select coalesce(string_agg(t::text, chr(10)), '') from " + table + " t"));
        }
        return dump.toString();
    }
}
