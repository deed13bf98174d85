package dev.perigee.social;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a network without ID tokens says of somebody, each in a form of its own. */
record UserAnswer(
        String subject,
        @Nullable String email,
        boolean verified,
        String name,
        @Nullable String picture) {

    /** Reads the places that the settings name. */
    static UserAnswer of(NetworkSettings.UserEndpoint places, JsonNode answer) {
        return new UserAnswer(
                subject(answer.at(places.id())),
                text(answer, places.email()),
                isTrue(answer, places.verified()),
                Objects.requireNonNullElse(text(answer, places.name()), ""),
                text(answer, places.picture()));
    }

    /** Some networks count their people. */
    private static String subject(JsonNode id) {
        if (id.isString() || id.isIntegralNumber()) {
            return id.asString();
        }
        throw new IllegalStateException("The network does not say who it is");
    }

    private static @Nullable String text(JsonNode answer, @Nullable String place) {
        var node = place == null ? null : answer.at(place);
        return node != null && node.isString() ? node.asString() : null;
    }

    /** The text "true" is not true. */
    private static boolean isTrue(JsonNode answer, @Nullable String place) {
        var node = place == null ? null : answer.at(place);
        return node != null && node.isBoolean() && node.asBoolean();
    }

    /** With the address that the person prefers, of a list in the form of GitHub. */
    UserAnswer withPrimary(JsonNode addresses) {
        return addresses
                .valueStream()
                .filter(address -> isTrue(address, "/primary"))
                .findFirst()
                .map(address ->
                        new UserAnswer(subject, text(address, "/email"), isTrue(address, "/verified"), name, picture))
                .orElse(this);
    }

    Proof proof(Network network) {
        return new Proof(
                network.name(), network.settings().issuer(), subject, Proof.email(email), verified, name, picture);
    }
}
