package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Jwt;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.web.Route;
import dev.perigee.web.Routes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Only a whole access token of ours, of a live session, says who calls. */
class AccessTokenTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final byte[] ATTACKERS_KEY =
            "an attacker's key of more than 64 bytes, for every algorithm that asks so much"
                    .getBytes(StandardCharsets.UTF_8);

    private Person person;
    private String token;

    @BeforeEach
    void signIn() {
        person = Person.signedIn(SERVER);
        token = person.token();
    }

    private static Answer call(String token) {
        return Http.to(SERVER).bearer(token).get("/api/user");
    }

    private static void assertRefused(String token) {
        var answer = call(token);
        assertThat(answer.status()).as(token).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("unauthenticated");
        assertThat(answer.header("www-authenticate")).contains("Bearer");
    }

    private Jwt jwt(Consumer<ObjectNode> header, Consumer<ObjectNode> claims) {
        var jwt = Jwt.of(token);
        header.accept(jwt.header());
        claims.accept(jwt.claims());
        return jwt;
    }

    private Jwt header(Consumer<ObjectNode> change) {
        return jwt(change, _ -> {});
    }

    private Jwt claims(Consumer<ObjectNode> change) {
        return jwt(_ -> {}, change);
    }

    @DisplayName("S-030")
    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE", "", "HS256 ", "hs256"})
    void a_token_that_asks_not_to_be_checked_is_refused(String algorithm) {
        var jwt = header(header -> header.put("alg", algorithm));
        String signature = token.substring(token.lastIndexOf('.') + 1);
        assertRefused(jwt.unsigned());
        assertRefused(jwt.unsigned().substring(0, jwt.unsigned().length() - 1));
        assertRefused(jwt.unsigned() + signature);
        assertRefused(jwt.signed("HmacSHA256", ATTACKERS_KEY));
        assertRefused(jwt.signed());
    }

    @Test
    @DisplayName("S-030")
    void a_token_without_a_signature_is_refused() {
        assertRefused(token.substring(0, token.lastIndexOf('.')));
        assertRefused(token.substring(0, token.lastIndexOf('.') + 1));
        assertRefused(token.substring(0, token.indexOf('.')));
        assertRefused(token.substring(0, token.indexOf('.')) + "..");
    }

    @Test
    @DisplayName("S-031")
    void a_token_of_another_algorithm_is_refused_though_signed_by_our_key() {
        assertRefused(header(header -> header.put("alg", "HS512")).signed("HmacSHA512", Perigee.signingKey()));
        assertRefused(header(header -> header.put("alg", "HS384")).signed("HmacSHA384", Perigee.signingKey()));
        for (String algorithm : List.of("RS256", "PS256", "ES256", "EdDSA", "HS512", "A256KW")) {
            assertRefused(header(header -> header.put("alg", algorithm)).signed());
        }
    }

    @Test
    void a_token_signed_by_another_key_is_refused() {
        assertRefused(claims(_ -> {}).signed("HmacSHA256", ATTACKERS_KEY));
        assertRefused(claims(_ -> {}).signed("HmacSHA256", new byte[32]));
        assertRefused(
                claims(_ -> {}).signed("HmacSHA256", Base64.getUrlEncoder().encode(Perigee.signingKey())));
    }

    @Test
    @DisplayName("S-036")
    void a_token_changed_at_any_place_is_refused() {
        for (int i = 0; i < token.length(); i++) {
            char changed = token.charAt(i) == 'A' ? 'B' : 'A';
            assertRefused(token.substring(0, i) + changed + token.substring(i + 1));
        }
        assertThat(call(token).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-036")
    void a_token_whose_last_bit_differs_is_refused() {
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        String before = token.substring(0, token.length() - 1);
        for (int i = 0; i < letters.length(); i++) {
            String other = before + letters.charAt(i);
            if (!other.equals(token)) {
                assertRefused(other);
            }
        }
    }

    @Test
    @DisplayName("S-036")
    void a_token_with_anything_more_is_refused() {
        assertThat(call(token).status()).isEqualTo(200);
        for (String more : List.of("=", "==", "A", ".", ".A", ".e30.x", ",x", ";x", "\u0001", " x", "%20", "\\n")) {
            assertThat(call(token + more).status()).as(more).isIn(400, 401);
        }
        String[] parts = token.split("\\.", -1);
        assertRefused(parts[0] + "=." + parts[1] + '.' + parts[2]);
        assertRefused(parts[0] + '.' + parts[1] + "=." + parts[2]);
        assertRefused(parts[0] + " ." + parts[1] + '.' + parts[2]);
        assertRefused("." + token);
        assertRefused("x" + token);
        assertRefused(" " + token.replace(".", ". "));
    }

    @DisplayName("S-032")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "other",
                "DEV",
                "../../../../../../dev/null",
                "' or 1=1--",
                "dev' union select 'k",
                "http://127.0.0.1:1/key",
                "dev\u0000",
                "\u0000",
                "| id",
            })
    void the_id_of_a_key_is_only_a_name(String kid) {
        var jwt = header(header -> header.put("kid", kid));
        assertRefused(jwt.signed());
        assertRefused(jwt.signed("HmacSHA256", new byte[1]));
        assertRefused(jwt.signed("HmacSHA256", ATTACKERS_KEY));
    }

    @Test
    @DisplayName("S-032")
    void the_id_of_a_key_may_not_be_a_book_a_list_or_absent() {
        assertRefused(header(header -> header.put("kid", "k".repeat(10_000))).signed());
        assertRefused(header(header -> header.putArray("kid").add("dev")).signed());
        assertRefused(header(header -> header.putObject("kid").put("dev", true)).signed());
        assertRefused(header(header -> header.put("kid", 0)).signed());
        assertRefused(header(header -> header.putNull("kid")).signed());
        assertRefused(header(header -> header.remove("kid")).signed());
    }

    @Test
    @DisplayName("S-037")
    void a_token_as_long_as_a_book_is_refused() {
        assertThat(call("x".repeat(64_000)).status()).isIn(400, 401, 431);
        assertRefused(claims(claims -> claims.put("x", "x".repeat(8_000))).signed());
        assertRefused(token.substring(0, token.indexOf('.') + 1) + "[".repeat(12_000));
        assertRefused(".".repeat(12_000));
        assertThat(call(token).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-033")
    void a_key_that_comes_with_the_token_is_neither_used_nor_fetched() throws IOException {
        String key = Base64.getUrlEncoder().withoutPadding().encodeToString(ATTACKERS_KEY);
        try (var sink = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
            String address = "http://127.0.0.1:" + sink.getLocalPort();
            List<Consumer<ObjectNode>> references = List.of(
                    header -> header.putObject("jwk").put("kty", "oct").put("k", key),
                    header -> header.put("jku", address + "/keys"),
                    header -> header.put("x5u", address + "/certificate"),
                    header -> header.put("kid", address + "/key"),
                    header -> header.putArray("x5c").add(key),
                    header -> header.put("x5t", key),
                    header -> header.putArray("crit").add("exp"),
                    header -> header.put("b64", false).putArray("crit").add("b64"),
                    header -> header.put("zip", "DEF"),
                    header -> header.put("cty", "JWT"));
            for (var reference : references) {
                assertRefused(header(reference).signed("HmacSHA256", ATTACKERS_KEY));
                assertRefused(header(reference).signed());
            }
            assertNobodyCame(sink);
        }
    }

    /** Whoever comes now would come after them. */
    private static void assertNobodyCame(ServerSocket sink) throws IOException {
        try (var ourselves = new Socket(sink.getInetAddress(), sink.getLocalPort());
                var first = sink.accept()) {
            assertThat(first.getPort()).isEqualTo(ourselves.getLocalPort());
        }
    }

    @Test
    @DisplayName("S-034")
    void a_token_of_another_type_is_refused() {
        for (String type : List.of("JWT", "at+JWT", "application/at+jwt", "refresh+jwt", "")) {
            assertRefused(header(header -> header.put("typ", type)).signed());
        }
        assertRefused(header(header -> header.remove("typ")).signed());
    }

    @Test
    @DisplayName("S-034")
    void a_token_of_another_issuer_or_for_another_audience_is_refused() {
        List<Consumer<ObjectNode>> changes = List.of(
                claims -> claims.put("iss", "https://evil.example"),
                claims -> claims.put("iss", SERVER.url() + "/"),
                claims -> claims.remove("iss"),
                claims -> claims.put("aud", "https://evil.example/api"),
                claims -> claims.put("aud", SERVER.url()),
                claims -> claims.putArray("aud"),
                claims -> claims.putArray("aud").add(SERVER.url() + "/api").add("https://evil.example"),
                claims -> claims.remove("aud"));
        changes.forEach(change -> assertRefused(claims(change).signed()));
    }

    @Test
    @DisplayName("S-034")
    void a_token_out_of_its_time_is_refused() {
        long now = Instant.now().getEpochSecond();
        List<Consumer<ObjectNode>> changes = List.of(
                claims -> claims.put("exp", now - 1),
                claims -> claims.put("exp", now - 1_000_000),
                claims -> claims.put("exp", -1),
                claims -> claims.put("exp", 0),
                claims -> claims.put("exp", Long.toString(now + 300)),
                claims -> claims.putNull("exp"),
                claims -> claims.remove("exp"),
                claims -> claims.put("iat", now + 120),
                claims -> claims.put("iat", Long.toString(now)),
                claims -> claims.remove("iat"));
        changes.forEach(change -> assertRefused(claims(change).signed()));
    }

    @Test
    @DisplayName("S-034")
    void a_token_that_is_not_valid_yet_is_refused() {
        long now = Instant.now().getEpochSecond();
        assertRefused(claims(claims -> claims.put("nbf", now + 300)).signed());
    }

    @Test
    void a_token_of_no_session_or_of_anothers_is_refused() {
        var other = Jwt.of(Person.signedIn(SERVER).token()).claims();
        List<Consumer<ObjectNode>> changes = List.of(
                claims -> claims.put("sid", UUID.randomUUID().toString()),
                claims -> claims.set("sid", other.get("sid")),
                claims -> claims.set("sub", other.get("sub")),
                claims -> claims.put("sid", ""),
                claims -> claims.put("sid", 1),
                claims -> claims.remove("sid"),
                claims -> claims.put("sub", ""),
                claims -> claims.put("sub", "' or 1=1--"));
        changes.forEach(change -> assertRefused(claims(change).signed()));
        assertThat(call(token).status()).isEqualTo(200);
        changes.forEach(change -> assertRefused(claims(change).signed()));
    }

    @Test
    void a_token_of_nobody_is_refused() {
        assertRefused(claims(claims -> claims.remove("sub")).signed());
    }

    @Test
    @DisplayName("S-122")
    void a_role_an_account_or_a_state_written_into_a_token_means_nothing() {
        var other = Person.signedIn(SERVER).api().get("/api/account").field("id");
        String ours = person.api().get("/api/account").body();
        assertThat(call(claims(claims -> claims.put("acc", other)).signed()).status())
                .isEqualTo(401);
        String forged = claims(claims -> claims.put("permission", "master")
                        .put("role", "master")
                        .put("verified", true)
                        .put("scope", "*"))
                .signed();
        assertThat(Http.to(SERVER).bearer(forged).get("/api/account").body()).isEqualTo(ours);
        assertThat(call(forged).field("permission")).isEqualTo("owner");
    }

    @Test
    @DisplayName("S-035")
    void a_refresh_token_a_mailed_token_and_a_nonce_do_not_open_the_api() {
        var fresh = Person.newOn(SERVER);
        String nonce = fresh.signUp().cookie("__Host-signup");
        assertRefused(nonce);
        assertRefused(fresh.mailedToken());
        assertRefused(person.signIn().field("refresh_token"));
    }

    @Test
    @DisplayName("S-035")
    void an_access_token_is_no_refresh_token() {
        for (String wrong : List.of(token, Person.tokenIn(person.waitForMail(1)), "", "x", "A".repeat(43))) {
            var answer = Http.to(SERVER).post("/api/auth/refresh", Json.of("refresh_token", wrong));
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("invalid_refresh_token");
        }
    }

    @Test
    void two_credentials_in_one_request_are_refused() {
        for (String second : List.of("Bearer " + token, "Basic eDp5", "")) {
            for (String path : List.of("/api/user", "/api/auth")) {
                var answer = Http.to(SERVER)
                        .bearer(token)
                        .with("authorization", second)
                        .get(path);
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.code()).isEqualTo("two_credentials");
            }
        }
    }

    @Test
    void a_token_under_another_scheme_or_in_another_place_is_refused() {
        for (String value :
                List.of(token, "Basic " + token, "Token " + token, "Bearer", "Bearer ", "Bearer\t" + token)) {
            assertThat(Http.to(SERVER)
                            .with("Authorization", value)
                            .get("/api/user")
                            .status())
                    .as(value)
                    .isEqualTo(401);
        }
        assertThat(Http.to(SERVER).get("/api/user?access_token=" + token).status())
                .isEqualTo(401);
        assertThat(Http.to(SERVER)
                        .with("Cookie", "token=" + token)
                        .get("/api/user")
                        .status())
                .isEqualTo(401);
        assertThat(Http.to(SERVER)
                        .with("X-Access-Token", token)
                        .get("/api/user")
                        .status())
                .isEqualTo(401);
    }

    @Test
    @DisplayName("S-050")
    void the_refresh_cookie_alone_opens_no_other_route() {
        String cookie = Http.to(SERVER)
                .post("/api/auth", Json.of("email", person.email(), "password", Person.PASSWORD))
                .cookie("__Host-refresh");
        var http = Http.to(SERVER)
                .with("Cookie", "__Host-refresh=" + cookie)
                .with("Origin", SERVER.url())
                .with("X-App", "web");
        for (Route route : SERVER.bean(Routes.class).all()) {
            boolean signOut = "DELETE".equals(route.method()) && "/api/auth".equals(route.path());
            if (route.verify() != null && !signOut) {
                String path =
                        route.path().replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
                assertThat(http.send(route.method(), path, null).status())
                        .as(route.toString())
                        .isEqualTo(401);
            }
        }
        assertThat(http.get("/api/auth").field("authenticated")).isEqualTo("false");
    }

    @Test
    void the_scheme_may_be_written_in_any_case() {
        for (String scheme : List.of("Bearer", "bearer", "BEARER")) {
            assertThat(Http.to(SERVER)
                            .with("Authorization", scheme + ' ' + token)
                            .get("/api/user")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void the_very_same_token_put_together_again_is_accepted() {
        assertThat(claims(_ -> {}).signed()).isEqualTo(token);
        assertThat(call(claims(claims -> claims.put("jti", "another")).signed()).status())
                .isEqualTo(200);
    }
}
