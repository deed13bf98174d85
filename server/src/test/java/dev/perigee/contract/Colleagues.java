package dev.perigee.contract;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Jwt;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Population;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Who else there is in the account of somebody in the examples, and whom they invite. */
record Colleagues(Perigee server, Person person, String token) {

    /** What stands behind a name under {@code given}, after the name of the person. */
    String know(String what) {
        return switch (what) {
            case "account" -> account().toString();
            case "user" -> user().toString();
            case "colleague" -> people().member(account(), "user").id().toString();
            case "idle_colleague" -> idle();
            case "other_account" -> otherAccount();
            case "full" -> fill(account());
            case "invite" -> invite(token, Person.newOn(server)).field("items.0.id");
            case "invite_token" -> tokenOf(token, Person.newOn(server));
            case "full_invite_token" -> tokenOfFull(Person.newOn(server));
            case "own_invite_token" -> tokenOf(host(people().account()), person);
            case "own_full_invite_token" -> tokenOfFull(person);
            case "needless_invite_token" -> needless();
            case "refused_request" -> people().refused(accountIfAny());
            case "offer" -> offer();
            case "key" -> key();
            case "notification" -> notification();
            case "logged_request" -> loggedRequest();
            default -> throw new IllegalArgumentException("Nobody knows what " + what + " is of somebody");
        };
    }

    /** A list with one person who is to be invited. */
    static List<Map<String, String>> strangers(Perigee server) {
        return List.of(Map.of("email", Person.newOn(server).email(), "permission", "user"));
    }

    private UUID account() {
        return UUID.fromString(Jwt.of(token).claims().path("acc").asString());
    }

    /** Whoever runs the product has none. */
    private UUID accountIfAny() {
        String account = Jwt.of(token).claims().path("acc").asString("");
        return account.isEmpty() ? null : UUID.fromString(account);
    }

    private UUID user() {
        return UUID.fromString(Jwt.of(token).claims().path("sub").asString());
    }

    private Population people() {
        return Population.of(server);
    }

    private String host(UUID account) {
        return people().member(account, "owner").person().token();
    }

    /** As the log would have it a second later, also where it is off; returns its trace id. */
    private String loggedRequest() {
        String trace = UUID.randomUUID().toString().replace("-", "");
        server.query("""
                insert into log (time, trace_id, method, route, path, status, duration_us, caller, user_id, account_id,
                                 ip, body)
                values (now(), ?, 'POST', '/api/project', '/api/project', 201, 4120, 'key:' || gen_random_uuid(), ?, ?,
                        '127.0.0.1', '{name=Apollo, notes=***}')
                """, trace, user(), account());
        return trace;
    }

    private String idle() {
        var id = people().member(account(), "user").id();
        server.query("update membership set disabled_at = now() where user_id = ?", id);
        return id.toString();
    }

    private String otherAccount() {
        var account = people().account();
        people().member(account, "owner");
        people().join(account, user(), "user");
        return account.toString();
    }

    /** Leaves no room for one more member. */
    private String fill(UUID account) {
        people().subscribe(account, people().plan("{\"members\": 0}"));
        return account.toString();
    }

    private Answer invite(String inviter, Person invited) {
        String body =
                dev.perigee.testing.Json.of("invites", List.of(Map.of("email", invited.email(), "permission", "user")));
        return Http.to(server).bearer(inviter).post("/api/invite", body);
    }

    private String tokenOf(String inviter, Person invited) {
        return invited.tokenBy(() -> invite(inviter, invited), "/invite");
    }

    private String tokenOfFull(Person invited) {
        var account = people().account();
        String sent = tokenOf(host(account), invited);
        fill(account);
        return sent;
    }

    /** Of an invite to somebody who has become a member by another way. */
    private String needless() {
        var account = people().account();
        String sent = tokenOf(host(account), person);
        people().join(account, user(), "user");
        return sent;
    }

    /** Another owner offers the account to this person. */
    private String offer() {
        var owner = people().member(account(), "owner");
        return server.query("""
                insert into ownership_offer (account_id, giver, receiver, remain, expires_at)
                values (?, ?, ?, false, now() + interval '7 days')
                on conflict (account_id) do update set giver = excluded.giver, receiver = excluded.receiver
                """, account(), owner.id(), user());
    }

    /** A key that any developer may handle, also with a key that may only change keys. */
    private String key() {
        String body = dev.perigee.testing.Json.of("name", "Deployments", "scopes", List.of("key.update"));
        String id = Http.to(server).bearer(token).post("/api/key", body).field("id");
        server.query("update api_key set role = 'developer' where id = ?", UUID.fromString(id));
        return id;
    }

    /** A colleague does something; returns the id of what this person is told of it. */
    private String notification() {
        var colleague = people().member(account(), "user").person();
        Http.to(server).bearer(colleague.token()).post("/api/project", dev.perigee.testing.Json.of("name", "Apollo"));
        return Http.to(server).bearer(token).get("/api/notification").field("items.0.id");
    }
}
