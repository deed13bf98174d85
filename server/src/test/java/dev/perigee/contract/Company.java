package dev.perigee.contract;

import dev.perigee.testing.Http;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import dev.perigee.web.Route;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** One account with its owner, and with whoever else is needed in it. */
final class Company {

    /** What an example calls its caller's. */
    private static final String THEIRS = "^(owner|member)\\.";

    private final Stage stage;
    private final UUID account;
    private final Map<String, Member> members = new HashMap<>();
    private final Rehearsal rehearsal;

    Company(Stage stage) {
        this.stage = stage;
        this.account = stage.people().account();
        this.rehearsal = stage.rehearsal().cast("owner", owner().person());
    }

    UUID account() {
        return account;
    }

    Member owner() {
        return member("owner", Sender.State.USUAL);
    }

    /** The route's example as this company's owner would send it, with all it takes done. */
    PreparedRequest prepare(Route route) {
        return prepare(route, Json.object());
    }

    /** The same for whoever sends it: behind a guard, what the example calls the owner's is the sender's own. */
    PreparedRequest prepare(Route route, Sender sender) {
        boolean guarded = !stage.promise(route).isOpen();
        if (!guarded || sender.by() != Sender.By.SESSION || !OpenApi.describes(route)) {
            return prepare(route);
        }
        rehearsal.cast("sender", preparing(sender).person());
        var given = Json.object();
        stage.examples()
                .of(Operation.id(route))
                .request()
                .path("given")
                .propertyStream()
                .forEach(each ->
                        given.put(each.getKey(), each.getValue().asString().replaceFirst(THEIRS, "sender.")));
        return prepare(route, Json.object().set("given", given).set("after", theirs(route)));
    }

    private ArrayNode theirs(Route route) {
        var after = Json.MAPPER.createArrayNode();
        stage.examples()
                .of(Operation.id(route))
                .request()
                .path("after")
                .forEach(each -> after.add(each.asString().replaceFirst(THEIRS, "sender.")));
        return after;
    }

    /** Who does what comes first: with a session that has just proved itself, also where the sender's has not. */
    private Member preparing(Sender sender) {
        var member = member(sender.role(), sender.state());
        return sender.state() == Sender.State.STALE ? stage.people().anotherSession(member) : member;
    }

    /** The same with the changes that another of the route's examples brings. */
    PreparedRequest prepare(Route route, JsonNode changes) {
        return OpenApi.describes(route) ? rehearsal.prepare(Operation.id(route), changes) : PreparedRequest.bare(route);
    }

    /** A client with what the sender shows, as a member of this company. */
    Http client(Sender sender) {
        return switch (sender.by()) {
            case NOTHING -> stage.client();
            case SESSION ->
                stage.client()
                        .bearer(member(sender.role(), sender.state()).person().token());
            case KEY -> {
                var maker = member(sender.role(), sender.state());
                yield stage.client().bearer(stage.people().key(maker, sender.role(), sender.scopes()));
            }
        };
    }

    private Member member(String role, Sender.State state) {
        return members.computeIfAbsent(role + state, name -> join(role, state));
    }

    private Member join(String role, Sender.State state) {
        if (role.isEmpty()) {
            return stage.people().homeless();
        }
        if (role.equals(Sender.OPERATOR)) {
            return stage.people().operator();
        }
        if (role.equals(Sender.SHUT_OUT)) {
            var shut = stage.people().account();
            var member = stage.people().member(shut, "owner");
            stage.people().shut(shut);
            return member;
        }
        return switch (state) {
            case USUAL -> stage.people().member(account, role, Population.Trait.TWO_FACTORS);
            case UNVERIFIED -> stage.people().member(account, role, Population.Trait.UNVERIFIED);
            case STALE -> stage.people().member(account, role, Population.Trait.STALE);
            case ONE_FACTOR -> stage.people().member(strict(), role);
            case NO_PLAN -> stage.people().member(on(null), role);
            case POOR_PLAN -> stage.people().member(on("poor"), role);
        };
    }

    private UUID on(String plan) {
        var account = stage.people().account();
        stage.people().subscribe(account, plan);
        return account;
    }

    /** An account that asks for more than a session of one factor. */
    private UUID strict() {
        var strict = stage.people().account();
        stage.people().requireSecondFactor(strict);
        return strict;
    }
}
