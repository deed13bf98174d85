package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.mail.EmailAddress;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.user.Users;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whoever runs the product is made by a command, belongs to no account, and reaches nothing by one factor. */
class OperatorTest {

    private final Perigee server = Perigee.shared();

    @Test
    @DisplayName("S-122: nobody becomes an operator who has an account")
    void who_has_an_account_is_no_operator() {
        var owner = Person.signedIn(server);
        assertThat(make(owner)).isFalse();
        assertThat(owner.api().get("/api/user").field("permission")).isEqualTo("owner");
    }

    @Test
    @DisplayName("S-122: an operator is nobody in any account, with one factor and with two")
    void an_operator_holds_nothing_in_an_account() {
        var master = Person.newOn(server);
        assertThat(make(master)).isTrue();
        Http.to(server)
                .post("/api/user/password/reset", Json.of("token", master.resetToken(), "password", Person.PASSWORD));

        var one = Http.to(server).bearer(master.signIn().field("token"));
        assertThat(one.get("/api/auth").field("permission")).isEqualTo("master");
        assertThat(one.get("/api/auth").json().path("accounts")).isEmpty();
        assertThat(one.get("/api/account").code()).isEqualTo("second_factor_required");

        server.query("""
                update session set second_factor = true
                 where user_id = (select id from app_user where email = ?)""", master.email());
        var two = Http.to(server).bearer(master.signIn().field("token"));
        assertThat(two.get("/api/account").status()).isEqualTo(403);
    }

    @Test
    void a_sign_up_that_was_never_confirmed_gives_way() {
        var master = Person.newOn(server);
        master.signUp();
        assertThat(make(master)).isTrue();
        assertThat(master.signIn().status()).isEqualTo(401);
    }

    private boolean make(Person person) {
        return server.bean(Users.class).addOperator(EmailAddress.of(person.email()), Locale.ENGLISH);
    }
}
