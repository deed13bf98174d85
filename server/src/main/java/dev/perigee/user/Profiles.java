package dev.perigee.user;

import dev.perigee.web.Caller;
import dev.perigee.web.Problem;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What people do with their own entry. */
@Component
class Profiles {

    private final Users users;
    private final Erasure erasure;

    Profiles(Users users, Erasure erasure) {
        this.users = users;
        this.erasure = erasure;
    }

    @Transactional(readOnly = true)
    Profile get(Caller caller) {
        return Profile.of(users.find(caller.user()).orElseThrow(Problem::notFound), caller);
    }

    @Transactional
    Profile change(Caller caller, @Nullable String name, @Nullable String locale) {
        users.change(caller.user(), name, locale == null ? null : Locale.forLanguageTag(locale));
        return get(caller);
    }

    @Transactional
    void delete(Caller caller) {
        erasure.erase(caller.user());
    }
}
