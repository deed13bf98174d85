package dev.perigee.contract;

import dev.perigee.database.UserId;
import dev.perigee.web.Caller;
import dev.perigee.web.CallerResolver;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Stands in for an API key that may do nothing: the guard knows keys already, and no route issues them yet. */
final class KeyWithoutScopes implements CallerResolver {

    static final String KEY = "a-key-without-scopes";

    @Override
    public Optional<Caller> resolve(HttpServletRequest request) {
        var id = UUID.randomUUID();
        return ("Bearer " + KEY).equals(request.getHeader("Authorization"))
                ? Optional.of(new Caller(Caller.How.KEY, id, new UserId(id), Optional.empty(), "owner", true, Set.of()))
                : Optional.empty();
    }
}
