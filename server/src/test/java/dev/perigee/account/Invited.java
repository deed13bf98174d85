package dev.perigee.account;

import dev.perigee.database.AccountId;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Population.Member;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Invites of the tests: as admins send them, or put straight into the database, with no mail to wait for. */
final class Invited {

    private static final Perigee SERVER = Perigee.shared();

    private Invited() {}

    /** The body that invites one person. */
    static String body(String email, String permission) {
        return Json.of("invites", List.of(Map.of("email", email, "permission", permission)));
    }

    /** The token of an invite that is there. */
    static String token(Member inviter, String email, String role) {
        var token = InviteToken.next(new AccountId(inviter.account()));
        SERVER.query("""
                insert into invite (id, account_id, email, role, invited_by, hash, expires_at)
                values (gen_random_uuid(), ?, ?, ?, ?, ?, now() + interval '7 days')
                """, inviter.account(), email, role, inviter.id(), token.hash());
        return token.text();
    }

    static String accepting(String token) {
        return Json.of("token", token);
    }

    static String joining(String token) {
        return Json.of("token", token, "name", "Grace", "password", "nine amber lanterns 17", "client", "native");
    }

    /** A client from an address of its own. */
    static Http anybody() {
        return Http.to(SERVER).from(Perigee.freshAddress());
    }

    /** The role of somebody in an account; empty for none. */
    static String roleOf(UUID user, UUID account) {
        return SERVER.query("select role from membership where user_id = ? and account_id = ?", user, account);
    }

    static String seats(UUID account) {
        return SERVER.query("select count(*) from membership where account_id = ? and disabled_at is null", account);
    }
}
