package dev.perigee.contract;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import dev.perigee.testing.Population.Trait;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * How each refusal is brought about, by its code and for whatever operation: one that is added tomorrow is provoked as
 * it is. What only one operation refuses stands in its example file instead.
 */
final class Provocations implements AutoCloseable {

    private static final int TOO_MUCH = (1 << 20) + 1;

    private final Perigee server;
    private final Contract contract;
    private final Population people;
    private final BrokenNode broken;

    /** It allows a network one request an hour. */
    private final Perigee tight;

    private final Map<String, Function<String, Answer>> byCode;
    private String prepared = "";
    private Request base;

    Provocations(Perigee server, Contract contract) {
        this.server = server;
        this.contract = contract;
        this.people = new Population(server);
        this.tight = Perigee.node(
                "perigee.client-url=" + server.url(), "perigee.throttle.all.network=1/1h", "perigee.native-redirect=");
        this.broken = BrokenNode.start(server, contract);
        this.byCode = byCode();
    }

    private Map<String, Function<String, Answer>> byCode() {
        return Map.ofEntries(
                Map.entry("unauthenticated", op -> send(base(op).without("Authorization"))),
                Map.entry("unverified", op -> send(base(op).bearer(ownerOf(people.account(), Trait.UNVERIFIED)))),
                Map.entry("permission_missing", this::withoutPermission),
                Map.entry("second_factor_required", op -> send(base(op).bearer(ownerOfStrictAccount()))),
                Map.entry("plan_required", op -> send(base(op).bearer(ownerOf(accountOn(null))))),
                Map.entry("plan_lacks_feature", op -> send(base(op).bearer(ownerOf(accountOn("poor"))))),
                Map.entry("plan_limit_reached", this::atTheLimit),
                Map.entry("step_up_required", this::longAfterTheSignIn),
                Map.entry("address_not_allowed", this::byAKeyOfAnotherNetwork),
                Map.entry("key_not_kept", this::afterItsTextWasLost),
                Map.entry("invalid_code", op -> send(saying(fresh(op), "code", "000000"))),
                Map.entry("invalid_credentials", op -> send(saying(fresh(op), "password", "another password 1"))),
                Map.entry("too_many_passkeys", op -> send(by(ownerOfManyPasskeys(), op))),
                Map.entry("sign_in_blocked", this::fromAnotherContinent),
                Map.entry("scope_missing", op -> send(withoutScope(op))),
                Map.entry("too_many_requests", op -> oneTooMany(base(op).without("Authorization"))),
                Map.entry("two_credentials", op -> send(base(op).bearer("one").with("Authorization", "Bearer two"))),
                Map.entry("foreign_host", op -> send(base(op).with("Host", "elsewhere.example"))),
                Map.entry("odd_request", op -> send(spelled(base(op), "%00"))),
                Map.entry("not_found", op -> send(elsewhere(op))),
                Map.entry("method_not_allowed", op -> send(base(op).method(otherMethod(op)))),
                Map.entry("not_acceptable", op -> send(base(op).with("Accept", "image/png"))),
                Map.entry("too_large", op -> send(base(op).json(" ".repeat(TOO_MUCH)))),
                Map.entry("unsupported_media_type", op -> send(base(op).with("Content-Encoding", "gzip"))),
                Map.entry("unreadable", op -> send(base(op).json("{"))),
                Map.entry("invalid", op -> send(invalid(op))),
                Map.entry("invalid_cursor", op -> send(spelled(base(op), "?cursor=odd"))),
                Map.entry("idempotency_key_unreadable", op -> send(keyed(op, "two words"))),
                Map.entry("native_unavailable", op -> onTight(spelled(base(op), "?client=native"))),
                Map.entry("last_owner", op -> send(base(op).bearer(ownerOfOthers()))),
                Map.entry("overloaded", this::inACrowd),
                Map.entry("unavailable", op -> broken.unavailable(op)),
                Map.entry("not_ready", op -> broken.notReady(base(op))));
    }

    /** Where any session may call, a key whose maker may no longer do what it may. */
    private Answer withoutPermission(String operation) {
        var verify = contract.routes().get(operation).verify();
        if (!verify.anywhere()) {
            return send(base(operation).bearer(memberOfNothing()));
        }
        var maker = people.member(people.account(), "user");
        return send(base(operation).bearer(people.key(maker, "owner", Set.of(verify.scope()))));
    }

    private Request withoutScope(String operation) {
        var maker = people.member(people.account(), "owner");
        return base(operation).bearer(people.key(maker, "owner", Set.of("none")));
    }

    /** Where the request itself may bring the proof it brings none. */
    private Answer longAfterTheSignIn(String operation) {
        var request = base(operation).bearer(ownerOf(people.account(), Trait.STALE));
        return send(contract.routes().get(operation).stepUp() ? request : request.json("{}"));
    }

    private Answer byAKeyOfAnotherNetwork(String operation) {
        var maker = people.member(people.account(), "owner");
        String key = people.key(maker, "owner", Set.of("user.read"));
        server.query("update api_key set networks = '{192.0.2.0/24}' where account_id = ?", maker.account());
        return send(base(operation).bearer(key));
    }

    private Answer afterItsTextWasLost(String operation) {
        var owner = people.member(people.account(), "owner");
        var request = by(owner, operation);
        server.query("update api_key set sealed = null where account_id = ?", owner.account());
        return send(request);
    }

    boolean know(String code) {
        return byCode.containsKey(code);
    }

    Answer provoke(String operation, String code) {
        return byCode.get(code).apply(operation);
    }

    /** A request that would succeed, by somebody who may. Most refusals leave it as good as it was for the next one. */
    private Request base(String operation) {
        if (!operation.equals(prepared)) {
            base = fresh(operation);
            prepared = operation;
        }
        return base;
    }

    /** One by somebody who has done nothing else yet: for what may count it, or use it up. */
    private Request fresh(String operation) {
        return by(people.member(people.account(), "owner"), operation);
    }

    private Request by(Member owner, String operation) {
        return new Rehearsal(server, contract.routes(), contract.examples())
                .cast("owner", owner.person())
                .request(operation, Json.object());
    }

    private static Request saying(Request request, String field, String text) {
        var body = (ObjectNode) Json.MAPPER.readTree(request.body().text());
        return request.json(body.put(field, text).toString());
    }

    private Member ownerOfManyPasskeys() {
        var owner = people.member(people.account(), "owner");
        server.query("""
                insert into passkey
                    (id, user_id, credential_id, public_key, attestation, client_data, transports, uses, backed_up, name)
                select gen_random_uuid(), ?::uuid, sha256(convert_to(gen_random_uuid()::text, 'UTF8')), '', '', '', '', 0,
                       false, 'Phone ' || n
                  from generate_series(1, 20) n""", owner.id().toString());
        return owner;
    }

    private Answer send(Request request) {
        return request.sendTo(server);
    }

    /** Somebody signs in as ever, and then with another device and browser in another network. */
    private Answer fromAnotherContinent(String operation) {
        var request = fresh(operation);
        var home = Http.to(server).from(Perigee.freshNetwork()).with("User-Agent", "Firefox/140.0 (Windows NT 10.0)");
        var abroad =
                Http.to(server).from(Perigee.freshNetwork()).with("User-Agent", "Safari/605 (Macintosh; Mac OS X)");
        request.sendFrom(home);
        return request.sendFrom(abroad);
    }

    private Answer onTight(Request request) {
        return request.sendFrom(newcomer());
    }

    private Answer oneTooMany(Request request) {
        var client = newcomer();
        client.get("/api/auth");
        return request.sendFrom(client);
    }

    private Http newcomer() {
        return Http.to(tight).from(Perigee.freshAddress());
    }

    private String memberOfNothing() {
        return people.homeless().person().token();
    }

    private String ownerOfStrictAccount() {
        var account = people.account();
        people.requireSecondFactor(account);
        return ownerOf(account);
    }

    private UUID accountOn(String plan) {
        var account = people.account();
        people.subscribe(account, plan);
        return account;
    }

    /** The example says which limit it is; once everything is prepared, the plan allows none. */
    private Answer atTheLimit(String operation) {
        String limit = contract.examples().of(operation).answers().stream()
                .map(reply -> reply.json().path("limit").asString(""))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElseThrow(() -> new AssertionError("Say in the example of " + operation + " which limit it is"));
        var owner = people.member(people.account(), "owner");
        var request = by(owner, operation);
        var feature = contract.routes().get(operation).feature();
        String[] features = feature == null ? new String[0] : new String[] {feature};
        people.subscribe(owner.account(), people.plan("{\"%s\": 0}".formatted(limit), features));
        return send(request);
    }

    private String ownerOf(UUID account, Trait... traits) {
        return people.member(account, "owner", traits).person().token();
    }

    private String ownerOfOthers() {
        var account = people.account();
        people.member(account, "user");
        return ownerOf(account);
    }

    private static Request spelled(Request request, String ending) {
        return request.target(request.path() + ending);
    }

    /** Another id where the path has one, otherwise another path. */
    private Request elsewhere(String operation) {
        String path = contract.routes().get(operation).path();
        var request = base(operation);
        return path.contains("{")
                ? request.target(path.replaceAll("\\{\\w+}", UUID.randomUUID().toString()))
                : spelled(request, "/nothing/here");
    }

    private String otherMethod(String operation) {
        String path = contract.routes().get(operation).path();
        return Stream.of("PUT", "PATCH", "POST", "DELETE", "GET")
                .filter(method -> contract.operationAt(method, path).isEmpty())
                .findFirst()
                .orElse("TRACE");
    }

    private Request invalid(String operation) {
        return new Invalid(contract, operation).of(base(operation));
    }

    private Request keyed(String operation, String key) {
        return base(operation).without("Idempotency-Key").with("Idempotency-Key", key);
    }

    /** Among strangers who sign in without end there is soon no room for one more hash. */
    private Answer inACrowd(String operation) {
        var request = fresh(operation);
        return Crowd.around(server, () -> send(request));
    }

    @Override
    public void close() {
        people.close();
        tight.close();
        broken.close();
    }
}
