package dev.perigee.account;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import java.util.UUID;

/** Sign-ups as strangers type them, and what they leave in the database. */
final class SignUps {

    private static final Perigee SERVER = Perigee.shared();

    private SignUps() {}

    static Answer signUp(String name, String email, String password) {
        return Http.to(SERVER).post("/api/account", Json.of("name", name, "email", email, "password", password));
    }

    static String fresh(String domain) {
        return "s-" + UUID.randomUUID() + "@" + domain;
    }

    static String usersLike(String part) {
        return SERVER.query("select count(*) from app_user where email like '%' || ? || '%'", part);
    }

    static String mailsLike(String part) {
        return SERVER.query("select count(*) from mail where recipient like '%' || ? || '%'", part);
    }
}
