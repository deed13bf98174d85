package dev.perigee.contract;

import dev.perigee.testing.Jwt;
import dev.perigee.testing.KeyText;
import dev.perigee.testing.Person;
import dev.perigee.testing.Population.Member;
import dev.perigee.testing.Population.Trait;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Everything by which somebody could try to say who they are, one of each. */
final class Credentials {

    /**
     * @param name what the examples call it under {@code given}, if they do
     * @param words for the name of a test
     */
    record Credential(String name, String words, String text) {}

    static final String ACCESS_TOKEN = "access_token";
    static final String API_KEY = "api_key";

    private final Stage stage;
    private final Company company;
    private final List<Credential> all = new ArrayList<>();

    Credentials(Stage stage) {
        this.stage = stage;
        this.company = stage.company();
        addAccessTokens(company.owner());
        addOpaqueTokens(company.owner().person());
        add("id", "the id of a session", company.owner().session().toString());
        add("id", "the id of a person", company.owner().id().toString());
        add("password", "a password", Person.PASSWORD);
        add("key", "the key of a request", "7f3b1c9e-apollo");
        add("cursor", "a cursor", cursor());
        addKeys(company.owner());
    }

    List<Credential> all() {
        return all;
    }

    private void add(String name, String words, String text) {
        all.add(new Credential(name, words, text));
    }

    private void addAccessTokens(Member owner) {
        String token = owner.person().token();
        add(ACCESS_TOKEN, "an access token", token);
        add("expired", "an expired access token", expired(token));
        add("forged", "an access token signed by a foreign key", Jwt.of(token).signed("HmacSHA256", new byte[32]));
        var unsigned = Jwt.of(token);
        unsigned.header().put("alg", "none");
        add("unsigned", "an access token that nobody signed", unsigned.unsigned());
        add("ended", "the access token of an ended session", memberWho(Trait.SIGNED_OUT));
        add("disabled", "the access token of somebody who is shut out", memberWho(Trait.DISABLED));
    }

    private static String expired(String token) {
        var jwt = Jwt.of(token);
        jwt.claims().put("exp", Instant.now().getEpochSecond() - 1);
        return jwt.signed();
    }

    private String memberWho(Trait trait) {
        return stage.people().member(company.account(), "owner", trait).person().token();
    }

    private void addOpaqueTokens(Person owner) {
        var newcomer = Person.newOn(stage.server());
        var signUp = newcomer.signUp();
        add("mailed_token", "a mailed token", newcomer.mailedToken());
        add("signup", "a sign-up cookie", signUp.cookie("__Host-signup"));
        add("refresh_token", "a refresh token", owner.signIn().field("refresh_token"));
        var ended = owner.signIn();
        stage.client().bearer(ended.field("token")).delete("/api/auth");
        add("ended_refresh", "the refresh token of an ended session", ended.field("refresh_token"));
        addMailedTokens(owner);
        add(
                "invite_token",
                "the token of an invite",
                new Colleagues(stage.server(), owner, company.owner().person().token()).know("invite_token"));
        var visit = new Visit(stage.server());
        add("sign_up_token", "the token of a sign-up by a network", visit.know("sign_up_token"));
        add("confirm_token", "the mailed token of a sign-up by a network", visit.know("confirm_token"));
        add("state_token", "the state of a way to a network", visit.know("state_token"));
        add(
                "pending_token",
                "the token of a sign-in that lacks its code",
                enrolled().pendingToken());
    }

    private Person enrolled() {
        return stage.people().member(company.account(), "owner", Trait.ENROLLED).person();
    }

    /** After a sign-in: only somebody who came in before is told of another network. */
    private void addMailedTokens(Person owner) {
        add("magic_token", "the token of a sign-in link", owner.magicToken());
        add("reset_token", "the token for a new password", owner.resetToken());
        add("disown_token", "the token for “this was not me”", owner.disownToken());
        add("email_token", "the token of another address", owner.emailToken());
    }

    private void addKeys(Member owner) {
        String key = stage.people().key(owner, "owner", stage.scopes());
        add(API_KEY, "an API key", key);
        add("broken_key", "an API key with a wrong checksum", KeyText.broken(key));
        add("no_key", "a text in the form of an API key that nobody has", KeyText.next());
    }

    private String cursor() {
        var id = company.account();
        var bytes = ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
