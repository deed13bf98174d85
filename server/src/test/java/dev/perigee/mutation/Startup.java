package dev.perigee.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import org.junit.jupiter.api.Test;

/** What a weakened server must still do: one that does not start is of no use to an attacker and proves no test. */
class Startup {

    @Test
    void the_server_is_ready_and_answers() {
        var api = Http.to(Perigee.shared());
        Person.until(() -> api.get("/health/ready").status() == 200 ? true : null);
        assertThat(api.get("/api/auth").field("authenticated")).isEqualTo("false");
    }
}
