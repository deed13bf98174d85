package dev.perigee.contract;

import dev.perigee.testing.Perigee;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Trait;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/**
 * Requests of one operation, each bent out of its example. All chance comes from the seed and the number of the
 * request; ids and tokens are those of the server at the time.
 */
final class Fuzz {

    /** New persons cost hashes: for so many requests one is made anew, where they erase themselves. */
    private static final int REQUESTS_A_PERSON = 16;

    private final Perigee server;
    private final Contract contract;
    private final String operation;
    private final long seed;
    private final String stranger;
    private Rehearsal rehearsal;
    private Request base;
    private int persons;
    private boolean stale;

    Fuzz(Perigee server, Contract contract, String operation, long seed) {
        this.server = server;
        this.contract = contract;
        this.operation = operation;
        this.seed = seed;
        this.stranger = unverified(server);
        this.rehearsal = new Rehearsal(server, contract.routes(), contract.examples());
        this.base = rehearsal.request(operation, Json.object());
    }

    private static String unverified(Perigee server) {
        var people = Population.of(server);
        return people.member(people.account(), "owner", Trait.UNVERIFIED)
                .person()
                .token();
    }

    Request next(int number) {
        if (stale) {
            renew(number);
        }
        var random = new SplittableRandom(seed + 31L * operation.hashCode() + 1_000_003L * number);
        var request = keyed(as(random), random);
        var schema = schema();
        if (!schema.isMissingNode() && random.nextInt(4) > 0) {
            request = request.body(new BodyFuzz(contract, schema, sent(), random).next());
        } else if (random.nextInt(8) == 0) {
            request = request.json(Odd.json(random));
        }
        var wire = new WireFuzz(contract.operation(operation).path("parameters"), random);
        for (int bends = random.nextInt(schema.isMissingNode() ? 4 : 2); bends > 0; bends--) {
            request = wire.bend(request);
        }
        return request;
    }

    /** Mostly without the key of the example: with it, every second request would be refused as another one. */
    private static Request keyed(Request request, RandomGenerator random) {
        return random.nextInt(4) == 0 ? request : request.without("Idempotency-Key");
    }

    private JsonNode schema() {
        return contract.operation(operation).at("/requestBody/content/application~1json/schema");
    }

    /** The body of the example with the values that hold now. */
    private JsonNode sent() {
        return base.body() == null
                ? Json.object()
                : Json.MAPPER.readTree(base.body().text());
    }

    private Request as(RandomGenerator random) {
        return switch (random.nextInt(8)) {
            case 0 -> base.without("Authorization");
            case 1 -> base.bearer(stranger);
            default -> base;
        };
    }

    /** Something has been changed: the next request needs other ids, or even other persons. */
    void spend() {
        stale = true;
    }

    private void renew(int number) {
        var earlier = base;
        if (!spent() && !gone()) {
            base = rehearsal.request(operation, Json.object());
        }
        stale = base.equals(earlier) && ("DELETE".equals(base.method()) || spent() || gone());
        if (stale && persons <= number / REQUESTS_A_PERSON) {
            persons++;
            rehearsal = new Rehearsal(server, contract.routes(), contract.examples());
            base = rehearsal.request(operation, Json.object());
            stale = false;
        }
    }

    /** Whether the example sends what works once, and of which its person gets no other. */
    private boolean spent() {
        return contract.examples()
                .of(operation)
                .request()
                .path("given")
                .valueStream()
                .anyMatch(given -> given.asString().matches(".*(_token|\\.first_code)"));
    }

    private boolean gone() {
        var me = new Request("GET", "/api/auth", base.headers(), null).without("Cookie");
        return "false".equals(me.sendTo(server).field("authenticated")) && !base.equals(base.without("Authorization"));
    }
}
