package dev.perigee.contract;

import dev.perigee.testing.Acme;
import dev.perigee.testing.Answer;
import dev.perigee.testing.Jwt;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Population;
import dev.perigee.web.Permissions;
import dev.perigee.web.Route;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sends the requests of one example file, in their order and for the same persons. */
final class Rehearsal {

    private final Perigee server;
    private final Map<String, Route> routes;
    private final Examples examples;
    private final Map<String, Person> persons = new HashMap<>();
    private final Map<String, String> tokens = new HashMap<>();
    private final Visit visit;
    private final Instant begin = Instant.now();

    Rehearsal(Perigee server, Map<String, Route> routes, Examples examples) {
        this.server = server;
        this.routes = routes;
        this.examples = examples;
        this.visit = new Visit(server);
    }

    /** Gives a name in the examples, such as {@code owner}, to somebody who is there already. */
    Rehearsal cast(String name, Person person) {
        persons.put(name, person);
        tokens.put(name, person.token());
        return this;
    }

    /** Sends the example's request with some of its fields replaced. */
    Answer send(String operation, JsonNode changes) {
        return request(operation, changes).sendTo(server);
    }

    /** Does what has to come before the request, and leaves the request itself, with its credentials, to be sent. */
    Request request(String operation, JsonNode changes) {
        var prepared = prepare(operation, changes);
        String caller = prepared.request().path("caller").asString();
        return "nobody".equals(caller)
                ? prepared.wire()
                : prepared.wire().bearer(tokens.computeIfAbsent(caller, this::token));
    }

    /** The same for anybody to send. */
    PreparedRequest prepare(String operation, JsonNode changes) {
        ObjectNode request = examples.of(operation).request().deepCopy();
        changes.propertyStream().forEach(change -> request.set(change.getKey(), change.getValue()));
        String caller = request.path("caller").asString();
        request.path("after").forEach(earlier -> bringAbout(earlier.asString(), caller));
        request.path("given").propertyStream().forEach(given -> {
            var place = given.getKey().split("\\.", 2);
            JsonNode value = known(given.getValue().asString(), caller);
            ((ObjectNode) request.path(place[0])).set(place[1], value);
        });
        return new PreparedRequest(routes.get(operation), request);
    }

    private void bringAbout(String earlier, String caller) {
        if (routes.containsKey(earlier)) {
            send(earlier, by(before(caller)));
        } else {
            known(earlier, caller);
        }
    }

    /** Whoever does what comes first: for a colleague it is the owner, whose account it is. */
    private static String before(String caller) {
        return Permissions.all().containsKey(caller) ? "owner" : caller;
    }

    private static ObjectNode by(String caller) {
        return Json.object().put("caller", caller);
    }

    private String token(String caller) {
        var person = person(caller);
        return person.token().isEmpty() ? person.signIn().field("token") : person.token();
    }

    private Person person(String caller) {
        return persons.computeIfAbsent(caller, name -> {
            var people = Population.of(server);
            if ("owner".equals(name)) {
                return people.member(people.account(), "owner").person();
            } else if ("member".equals(name)) {
                return member();
            } else if (Permissions.all().containsKey(name)) {
                return colleague(name);
            } else if ("enrolled".equals(name)) {
                return people.member(people.account(), "owner").person().withSecondFactor();
            }
            var person = Person.newOn(server);
            person.signUp();
            return person;
        });
    }

    private Person member() {
        var people = Population.of(server);
        var account = people.account();
        people.member(account, "owner");
        return people.member(account, "user").person();
    }

    /** Somebody else in the owner's account, in this role. */
    private Person colleague(String role) {
        var account = UUID.fromString(text("owner", "account", "owner"));
        return Population.of(server).member(account, role).person();
    }

    private String pendingTokenOfStopped(Person person) {
        String token = person.pendingToken();
        server.query("update app_user set blocked_at = now() where email = ?", person.email());
        return token;
    }

    /** What a name under {@code given} stands for. */
    private JsonNode known(String name, String caller) {
        String of = name.substring(0, name.indexOf('.'));
        String what = name.substring(name.indexOf('.') + 1);
        return switch (what) {
            case "new_passkey" -> Json.MAPPER.valueToTree(person(of).newPasskey());
            case "passkey" -> Json.MAPPER.valueToTree(person(of).usedPasskey());
            case "strangers" -> Json.MAPPER.valueToTree(Colleagues.strangers(server));
            default -> Json.MAPPER.getNodeFactory().stringNode(text(of, what, caller));
        };
    }

    private String text(String of, String what, String caller) {
        if ("server".equals(of)) {
            return server.url();
        } else if ("social".equals(of)) {
            return visit.know(what);
        } else if ("acme".equals(of)) {
            return signed().get("webhook-" + what);
        } else if (routes.containsKey(of)) {
            return send(of, by(before(caller))).field(what);
        }
        return switch (what) {
            case "email" -> person(of).email();
            case "closed_account" -> closedAccount(person(of));
            case "password" -> Person.PASSWORD;
            case "mailed_token" -> person(of).mailedToken();
            case "magic_token" -> person(of).magicToken();
            case "reset_token" -> person(of).resetToken();
            case "disown_token" -> person(of).disownToken();
            case "email_token" -> person(of).emailToken();
            case "export_token" -> person(of).exportToken();
            case "pending_token" -> person(of).pendingToken();
            case "pending_token_of_somebody_stopped_since" -> pendingTokenOfStopped(person(of));
            case "code" -> person(of).authenticator().next();
            case "backup_code" -> person(of).backupCodes().getLast();
            case "first_code" -> person(of).beginToEnrol().next();
            case "identity" -> Visit.link(server, person(of), UUID.randomUUID().toString());
            case "only_identity" -> onlyIdentity(of);
            case "session" ->
                Jwt.of(person(of).signIn().field("token")).claims().path("sid").asString();
            case "refresh_token" -> person(of).signIn().field("refresh_token");
            case "passkey_id" -> person(of).passkeyId();
            case "only_passkey_id" -> onlyPasskey(of);
            case "some_password" -> setHash(person(of), "of another system");
            default -> new Colleagues(server, person(of), tokens.computeIfAbsent(of, this::token)).know(what);
        };
    }

    /** The headers that the service of the tests sends along with the event in its example. */
    private Map<String, String> signed() {
        var request = examples.of("inboundReceive").request();
        String id = request.at("/headers/webhook-id").asString();
        return Acme.headers(id, begin, request.path("body").toString(), Acme.SECRET);
    }

    /** Another one of theirs, so that they can still act in their own. */
    private String closedAccount(Person owner) {
        var account = Population.of(server).account();
        server.query("update account set closed_at = now() where id = ?", account);
        server.query("""
                insert into membership (account_id, user_id, role)
                select ?, id, 'owner' from app_user where email = ?""", account, owner.email());
        return account.toString();
    }

    /** Of somebody who has no password any more. */
    private String onlyPasskey(String name) {
        tokens.computeIfAbsent(name, this::token);
        String id = person(name).passkeyId();
        setHash(person(name), "none");
        return id;
    }

    private String setHash(Person person, String hash) {
        return server.query("update app_user set password_hash = ? where email = ?", hash, person.email());
    }

    /** The same with an identity. */
    private String onlyIdentity(String name) {
        tokens.computeIfAbsent(name, this::token);
        setHash(person(name), "none");
        server.query("""
                delete from social_identity where user_id = (select id from app_user where email = ?)""", person(name).email());
        return Visit.link(server, person(name), UUID.randomUUID().toString());
    }
}
