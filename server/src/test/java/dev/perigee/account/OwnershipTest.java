package dev.perigee.account;

import static dev.perigee.account.Invited.roleOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import dev.perigee.testing.Population.Trait;
import dev.perigee.testing.Together;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Handing an account over, which takes both. */
class OwnershipTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final Population PEOPLE = Population.of(SERVER);
    private static final String PATH = "/api/account/ownership";

    private final UUID account = PEOPLE.account();
    private final Member owner = PEOPLE.member(account, "owner");
    private final Member heir = PEOPLE.member(account, "user");

    private Answer offer(Member to, boolean remain) {
        return owner.api().post(PATH, Json.of("user_id", to.id().toString(), "remain", remain));
    }

    private static Answer accept(Member member) {
        return member.api().post(PATH + "/accept", null);
    }

    private static String role(Member member) {
        return roleOf(member.id(), member.account());
    }

    @Test
    void what_was_not_offered_cannot_be_accepted() {
        var other = PEOPLE.member(account, "admin");
        assertThat(accept(heir).status()).isEqualTo(404);
        offer(heir, false);
        assertThat(accept(other).status()).isEqualTo(404);
        assertThat(accept(owner).status()).isEqualTo(404);
        assertThat(other.api().delete(PATH).status()).isEqualTo(404);
        assertThat(role(other)).isEqualTo("admin");
        assertThat(role(heir)).isEqualTo("user");
    }

    @Test
    void nobody_but_an_owner_offers_and_a_session_proves_itself_first() {
        var admin = PEOPLE.member(account, "admin");
        String body = Json.of("user_id", admin.id().toString());
        assertThat(admin.api().post(PATH, body).code()).isEqualTo("permission_missing");
        var stale = PEOPLE.member(account, "owner", Trait.STALE);
        assertThat(stale.api().post(PATH, body).code()).isEqualTo("step_up_required");
        var late = PEOPLE.member(account, "user", Trait.STALE);
        offer(late, false);
        assertThat(accept(late).code()).isEqualTo("step_up_required");
        assertThat(role(late)).isEqualTo("user");
    }

    @Test
    void who_is_no_active_member_is_offered_nothing() {
        var idle = PEOPLE.member(account, "admin");
        owner.api().patch("/api/user/" + idle.id(), Json.of("active", false));
        var stranger = PEOPLE.member(PEOPLE.account(), "user");
        assertThat(offer(idle, false).status()).isEqualTo(404);
        assertThat(offer(stranger, false).status()).isEqualTo(404);
        assertThat(offer(owner, false).code()).isEqualTo("already_owner");
    }

    @Test
    @DisplayName("S-123")
    void a_field_that_does_not_belong_to_an_offer_is_refused() {
        String body = "{\"user_id\": \"%s\", \"permission\": \"owner\"}".formatted(heir.id());
        assertThat(owner.api().post(PATH, body).status()).isEqualTo(400);
        assertThat(heir.api().get(PATH).status()).isEqualTo(404);
    }

    @Test
    void an_offer_is_gone_that_was_replaced_withdrawn_declined_or_has_expired() {
        var other = PEOPLE.member(account, "user");
        offer(heir, false);
        offer(other, false);
        assertThat(accept(heir).status()).isEqualTo(404);
        assertThat(owner.api().delete(PATH).status()).isEqualTo(204);
        assertThat(accept(other).status()).isEqualTo(404);
        offer(heir, false);
        assertThat(heir.api().delete(PATH).status()).isEqualTo(204);
        assertThat(accept(heir).status()).isEqualTo(404);
        offer(heir, false);
        SERVER.query("update ownership_offer set expires_at = now() where account_id = ?", account);
        assertThat(accept(heir).status()).isEqualTo(404);
        assertThat(heir.api().get(PATH).status()).isEqualTo(404);
    }

    @Test
    void an_offer_of_somebody_who_owns_the_account_no_more_is_gone() {
        var second = PEOPLE.member(account, "owner");
        offer(heir, false);
        second.api().patch("/api/user/" + owner.id(), Json.of("permission", "admin"));
        assertThat(accept(heir).status()).isEqualTo(404);
        assertThat(role(heir)).isEqualTo("user");
        second.api().delete("/api/user/" + owner.id());
        assertThat(SERVER.query("select count(*) from ownership_offer where account_id = ?", account))
                .isEqualTo("0");
    }

    @Test
    void an_offer_to_somebody_who_has_left_is_gone() {
        offer(heir, false);
        assertThat(heir.api().delete("/api/user/account/" + account).status()).isEqualTo(204);
        assertThat(owner.api().get(PATH).status()).isEqualTo(404);
    }

    @Test
    @DisplayName("S-121: an account that is handed over while its giver is removed has an owner")
    void an_account_that_is_handed_over_while_its_giver_is_removed_has_an_owner() {
        var second = PEOPLE.member(account, "owner");
        offer(heir, false);
        var answers = Together.ask(2, i -> i == 0 ? accept(heir) : second.api().delete("/api/user/" + owner.id()));
        assertThat(answers).extracting(Answer::status).doesNotContain(500, 503);
        assertThat(role(second)).isEqualTo("owner");
        assertThat(role(owner)).isIn("", "admin");
    }

    @Test
    void who_accepts_owns_the_account_and_the_giver_is_an_admin_from_then_on() {
        assertThat(offer(heir, false).status()).isEqualTo(201);
        assertThat(heir.person().waitForMail(1).field("items.0.text"))
                .contains("Known as " + owner.id() + " (" + owner.person().email() + ')');
        assertThat(heir.api().get(PATH).field("from")).isEqualTo(owner.id().toString());
        assertThat(accept(heir).status()).isEqualTo(200);
        assertThat(role(heir)).isEqualTo("owner");
        assertThat(role(owner)).isEqualTo("admin");
        assertThat(heir.api().patch("/api/account", "{\"name\": \"Orbit\"}").status())
                .isEqualTo(200);
        assertThat(owner.api().patch("/api/account", "{\"name\": \"Mine\"}").code())
                .isEqualTo("permission_missing");
        assertThat(owner.person().waitForMail(1).field("items.0.subject")).contains("has a new owner");
        assertThat(heir.api().get("/api/audit").body()).contains("ownership.offered", "ownership.transferred");
    }

    @Test
    void a_giver_who_wants_to_stay_stays_an_owner() {
        offer(heir, true);
        assertThat(accept(heir).status()).isEqualTo(200);
        assertThat(role(owner) + role(heir)).isEqualTo("ownerowner");
    }
}
