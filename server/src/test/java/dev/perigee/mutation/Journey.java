package dev.perigee.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import org.junit.jupiter.api.Test;

/** What must still work on a weakened server: a mutant that breaks it proves nothing about any test. */
class Journey {

    @Test
    void somebody_signs_up_confirms_and_is_known() {
        var server = Perigee.shared();
        Person.until(() -> Http.to(server).get("/health/ready").status() == 200 ? true : null);
        var person = Person.signedIn(server);
        assertThat(person.api().get("/api/auth").field("authenticated")).isEqualTo("true");
        assertThat(person.api().get("/api/user").field("email")).isEqualTo(person.email());
    }
}
