package dev.perigee.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import dev.perigee.web.Texts;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What somebody new is told to do first, and when it counts as done. */
class OnboardingTest {

    private static final String LIST = "/api/onboarding";
    private static final Perigee SERVER = Perigee.shared();

    private final Population people = Population.of(SERVER);
    private final UUID account = people.account();
    private final Member owner = people.member(account, "owner");

    private static Set<String> names(Http reader, boolean done) {
        var names = new HashSet<String>();
        for (var item : reader.get(LIST).json().path("items")) {
            if (item.path("done").asBoolean() == done) {
                names.add(item.path("name").asString());
            }
        }
        return names;
    }

    private static boolean isDismissed(Member member) {
        return member.api().get(LIST).json().path("dismissed").asBoolean();
    }

    private static void dismiss(Member member, boolean dismissed) {
        assertThat(member.api().patch(LIST, Json.of("dismissed", dismissed)).status())
                .isEqualTo(200);
    }

    @Test
    void nothing_is_done_at_first() {
        assertThat(names(owner.api(), false)).contains("invite", "key", "second_factor");
        assertThat(names(owner.api(), true)).isEmpty();
    }

    @Test
    void what_is_done_is_known_at_once() {
        owner.api().post("/api/key", Json.of("name", "CI", "scopes", List.of("user.read")));
        assertThat(names(owner.api(), true)).containsExactly("key");
        people.member(account, "user");
        assertThat(names(owner.api(), true)).containsExactlyInAnyOrder("key", "invite");
        owner.person().withSecondFactor();
        assertThat(names(owner.api(), true)).containsExactlyInAnyOrder("key", "invite", "second_factor");
    }

    @Test
    void nobody_is_told_to_do_what_their_role_may_not() {
        var user = people.member(account, "user");
        assertThat(names(user.api(), false)).contains("second_factor").doesNotContain("invite", "key");
    }

    @Test
    void what_another_account_has_done_counts_for_nothing() {
        var other = people.member(people.account(), "owner");
        other.api().post("/api/key", Json.of("name", "CI", "scopes", List.of("user.read")));
        assertThat(names(owner.api(), true)).isEmpty();
    }

    @Test
    void who_has_put_it_away_has_so_alone_and_may_bring_it_back() {
        var admin = people.member(account, "admin");
        dismiss(owner, true);
        dismiss(owner, true);
        assertThat(isDismissed(owner)).isTrue();
        assertThat(isDismissed(admin)).isFalse();
        dismiss(owner, false);
        assertThat(isDismissed(owner)).isFalse();
    }

    @Test
    void it_is_told_in_the_language_that_the_reader_asks_for() {
        assertThat(owner.api().with("Accept-Language", "es").get(LIST).body()).contains("Invita a tus compañeros");
    }

    @Test
    void every_step_has_its_words() {
        var names = SERVER.beans(OnboardingStep.class).stream()
                .map(OnboardingStep::name)
                .toList();
        assertThat(names).doesNotHaveDuplicates();
        for (String name : names) {
            assertThat(Texts.keys()).contains("onboarding." + name + ".title", "onboarding." + name + ".text");
        }
    }
}
