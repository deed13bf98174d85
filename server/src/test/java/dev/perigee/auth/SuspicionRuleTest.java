package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.log.Attempt;
import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rule for strange sign-ins can be replaced; what becomes of one stays as it is. */
class SuspicionRuleTest {

    private static final String EDGE =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                    + " Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0";
    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    /** That of a house where everybody uses Firefox, wherever they are. */
    static final class HouseRule implements SuspicionRule {

        @Override
        public Set<Signal> differences(Attempt attempt, List<Attempt> completed) {
            return attempt.device().browser().equals("Firefox") ? Set.of() : EnumSet.allOf(Signal.class);
        }
    }

    @Test
    void a_rule_of_ones_own_takes_the_place_of_ours() {
        try (var server = Perigee.alone("spring.main.sources=" + HouseRule.class.getName())) {
            var person = Person.signedIn(server);
            var abroad = Http.to(server).from(Perigee.freshNetwork());
            assertThat(person.signIn(abroad.with("User-Agent", FIREFOX)).status())
                    .isEqualTo(200);
            var stopped = person.signIn(abroad.with("User-Agent", EDGE));
            assertThat(stopped.status()).isEqualTo(403);
            assertThat(stopped.code()).isEqualTo("sign_in_blocked");
        }
    }
}
