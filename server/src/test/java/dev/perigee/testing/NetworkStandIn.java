package dev.perigee.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A social network that says of people what it is told to say, true or not: a provider of OpenID Connect, and one that
 * only has a page on who somebody is. It checks what honest ones check: the verifier, the address, and that a code comes
 * once.
 */
public final class NetworkStandIn implements AutoCloseable {

    public static final String CLIENT = "perigee-at-the-network";
    public static final String SECRET = "a-secret-between-us-and-the-network-0001";

    /** Answers one request. */
    public interface Reply {
        void to(HttpExchange request) throws IOException;
    }

    /** Makes a token of claims. */
    public interface Signature {
        String of(NetworkStandIn network, JWTClaimsSet claims) throws JOSEException;
    }

    /** What the network says of somebody who has just been there. */
    public static final class Told {

        private final Map<String, Object> claims = new LinkedHashMap<>();
        private Signature signature = NetworkStandIn::signed;
        private String access;
        private Reply token;
        private Reply user;
        private String emails = "[]";

        /** Somebody with a name of the network's own, of whom it says nothing else. */
        public static Told of(String subject) {
            return new Told().claim("sub", subject);
        }

        /** Somebody new whose address the network has checked. */
        public static Told of(String subject, String email) {
            return of(subject).claim("email", email).claim("email_verified", true);
        }

        /** Null takes the claim away. */
        public Told claim(String name, Object value) {
            claims.put(name, value);
            return this;
        }

        public Told signature(Signature other) {
            signature = other;
            return this;
        }

        /** The text of the access token, and with {@code -r} behind it of the refresh token. */
        public Told tokens(String text) {
            access = text;
            return this;
        }

        /** In place of the answer with the tokens. */
        public Told token(Reply reply) {
            token = reply;
            return this;
        }

        /** In place of the page on who somebody is. */
        public Told user(Reply reply) {
            user = reply;
            return this;
        }

        /** The answer of the page on who somebody is, which else has the claims. */
        public Told user(String json) {
            return user(json(json));
        }

        public Told emails(String json) {
            emails = json;
            return this;
        }
    }

    private record Visit(Map<String, String> asked, Told told) {}

    private static NetworkStandIn shared;

    private final HttpServer server;
    private final RSAKey key;
    private final RSAKey foreign;
    private final Map<String, Visit> codes = new ConcurrentHashMap<>();
    private final Map<String, Visit> tokens = new ConcurrentHashMap<>();
    private final List<Map<String, String>> exchanged = Collections.synchronizedList(new ArrayList<>());

    public NetworkStandIn() {
        try {
            key = new RSAKeyGenerator(2048).keyID("one").generate();
            foreign = new RSAKeyGenerator(2048).generate();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext("/", request -> {
            try (request) {
                answer(request);
            }
        });
        server.start();
    }

    /** The one that every test server knows. */
    public static synchronized NetworkStandIn shared() {
        if (shared == null) {
            shared = new NetworkStandIn();
        }
        return shared;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** By which a server knows it, under that name and with all its addresses. */
    public List<String> settings(String network) {
        return settings(
                network,
                "issuer=" + url(),
                "authorization-uri=" + url() + "/authorize",
                "token-uri=" + url() + "/token",
                "jwks-uri=" + url() + "/jwks");
    }

    /** By which a server knows no more than its issuer. */
    public List<String> issuer(String network) {
        return settings(network, "issuer=" + url());
    }

    private static List<String> settings(String network, String... more) {
        var all = new ArrayList<>(List.of("client-id=" + CLIENT, "client-secret=" + SECRET));
        all.addAll(Arrays.asList(more));
        return all.stream()
                .map(each -> "perigee.social." + network + '.' + each)
                .toList();
    }

    /** By which a server knows it as a network without ID tokens, which tells who somebody is in its own form. */
    public List<String> withoutTokens(String network, String... more) {
        var all = new ArrayList<>(List.of(
                "issuer=" + url() + "/of/" + network,
                "authorization-uri=" + url() + "/authorize",
                "token-uri=" + url() + "/token",
                "user.uri=" + url() + "/user"));
        all.addAll(Arrays.asList(more));
        return settings(network, all.toArray(String[]::new));
    }

    /** What a server has sent to change codes, the last at the end. */
    public List<Map<String, String>> exchanged() {
        return List.copyOf(exchanged);
    }

    /** Somebody allows what this address asks for; the network sends them back with the code. */
    public String allow(String address, Told told) {
        String code = UUID.randomUUID().toString();
        codes.put(code, new Visit(query(address.substring(address.indexOf('?') + 1)), told));
        return code;
    }

    /** The pairs of a query or a form. */
    public static Map<String, String> query(String text) {
        var pairs = new HashMap<String, String>();
        for (String pair : text.split("&", -1)) {
            var parts = pair.split("=", 2);
            pairs.put(decoded(parts[0]), parts.length == 2 ? decoded(parts[1]) : "");
        }
        return pairs;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private void answer(HttpExchange request) throws IOException {
        switch (request.getRequestURI().getPath()) {
            case "/.well-known/openid-configuration" -> json(configuration()).to(request);
            case "/jwks" -> json(new JWKSet(key.toPublicJWK()).toString()).to(request);
            case "/token" -> token(request);
            case "/user" -> user(request);
            case "/emails" -> {
                var visit = visit(request);
                json(visit == null ? "[]" : visit.told().emails).to(request);
            }
            default -> status(404).to(request);
        }
    }

    private String configuration() {
        return Json.of(
                "issuer", url(),
                "authorization_endpoint", url() + "/authorize",
                "token_endpoint", url() + "/token",
                "jwks_uri", url() + "/jwks",
                "userinfo_endpoint", url() + "/user");
    }

    private void token(HttpExchange request) throws IOException {
        var sent = query(new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        exchanged.add(sent);
        var visit = codes.remove(sent.getOrDefault("code", ""));
        if (visit == null || !isRight(visit.asked(), sent)) {
            json(400, "{\"error\": \"invalid_grant\"}").to(request);
        } else if (visit.told().token != null) {
            visit.told().token.to(request);
        } else {
            String told = visit.told().access;
            String access = told == null ? UUID.randomUUID().toString() : told;
            tokens.put(access, visit);
            json(Json.of(
                            "access_token",
                            access,
                            "refresh_token",
                            access + "-r",
                            "token_type",
                            "Bearer",
                            "expires_in",
                            60,
                            "id_token",
                            idToken(visit)))
                    .to(request);
        }
    }

    /** The address is the one that was asked with, and the verifier is that of the challenge. */
    private static boolean isRight(Map<String, String> asked, Map<String, String> sent) {
        String challenge = asked.get("code_challenge");
        return sent.getOrDefault("redirect_uri", "").equals(asked.get("redirect_uri"))
                && (challenge == null || challenge.equals(s256(sent.getOrDefault("code_verifier", ""))));
    }

    /** RFC 7636 §4.2. */
    public static String s256(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private String idToken(Visit visit) {
        var now = Instant.now();
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", url());
        claims.put("aud", CLIENT);
        claims.put("exp", now.getEpochSecond() + 300);
        claims.put("iat", now.getEpochSecond());
        claims.put("nonce", visit.asked().get("nonce"));
        claims.putAll(visit.told().claims);
        var set = new JWTClaimsSet.Builder();
        claims.forEach((name, value) -> {
            if (value != null) {
                set.claim(name, isTime(name, value) ? Date.from(Instant.ofEpochSecond((Long) value)) : value);
            }
        });
        try {
            return visit.told().signature.of(this, set.build());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isTime(String name, Object value) {
        return (name.equals("exp") || name.equals("iat")) && value instanceof Long;
    }

    private void user(HttpExchange request) throws IOException {
        var visit = visit(request);
        if (visit == null) {
            status(401).to(request);
        } else if (visit.told().user != null) {
            visit.told().user.to(request);
        } else {
            json(Json.of(visit.told().claims.entrySet().stream()
                            .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                            .toArray()))
                    .to(request);
        }
    }

    private Visit visit(HttpExchange request) {
        String header = String.valueOf(request.getRequestHeaders().getFirst("Authorization"));
        return tokens.get(header.replaceFirst("^Bearer ", ""));
    }

    /** As an honest network signs. */
    public String signed(JWTClaimsSet claims) throws JOSEException {
        return signed(JWSAlgorithm.RS256, "one", new RSASSASigner(key), claims);
    }

    /** By a key that is not the network's, under the name of one that is. */
    public String forged(JWTClaimsSet claims) throws JOSEException {
        return signed(JWSAlgorithm.RS256, "one", new RSASSASigner(foreign), claims);
    }

    /** By its own key and another algorithm than the one that was agreed on. */
    public String otherwise(JWTClaimsSet claims) throws JOSEException {
        return signed(JWSAlgorithm.PS256, "one", new RSASSASigner(key), claims);
    }

    /** By a secret that we know too. */
    public String byOurSecret(JWTClaimsSet claims) throws JOSEException {
        return signed(JWSAlgorithm.HS256, "one", new MACSigner(SECRET.getBytes(StandardCharsets.UTF_8)), claims);
    }

    /** By the public key of the network, as if it were a secret. */
    public String byPublicKey(JWTClaimsSet claims) throws JOSEException {
        return signed(
                JWSAlgorithm.HS256,
                "one",
                new MACSigner(key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)),
                claims);
    }

    /** By a key that the token itself brings along. */
    public String byItsOwnKey(JWTClaimsSet claims) throws JOSEException {
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .jwk(foreign.toPublicJWK())
                        .build(),
                claims);
        token.sign(new RSASSASigner(foreign));
        return token.serialize();
    }

    /** By nobody. */
    public String unsigned(JWTClaimsSet claims) {
        return new PlainJWT(claims).serialize();
    }

    private static String signed(JWSAlgorithm algorithm, String id, JWSSigner signer, JWTClaimsSet claims)
            throws JOSEException {
        var token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(id).build(), claims);
        token.sign(signer);
        return token.serialize();
    }

    public static Reply json(String body) {
        return json(200, body);
    }

    public static Reply json(int status, String body) {
        return text(status, "application/json", body);
    }

    public static Reply text(int status, String type, String body) {
        return request -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            request.getResponseHeaders().set("Content-Type", type);
            request.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            request.getResponseBody().write(bytes);
        };
    }

    public static Reply status(int status) {
        return request -> request.sendResponseHeaders(status, -1);
    }

    public static Reply redirect(String address) {
        return request -> {
            request.getResponseHeaders().set("Location", address);
            request.sendResponseHeaders(302, -1);
        };
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
