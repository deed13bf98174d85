package dev.perigee.contract;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.testing.Http;
import dev.perigee.testing.Population.Member;
import dev.perigee.web.Caller;
import dev.perigee.web.CallerResolver;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * API keys for the tests, brought in as any feature brings its own credential: the guards are proven for keys before
 * there is a route that issues them. No component: only a server that names this class has it.
 */
final class TestKeys implements CallerResolver {

    private static final String SCHEME = "TestKey ";

    private final Map<String, Caller> callers = new ConcurrentHashMap<>();

    /** A key that acts for the member, with the role and the scopes it was given. */
    String issue(Member maker, Sender sender) {
        return issue(new Caller(
                Caller.How.KEY,
                UUID.randomUUID(),
                new UserId(maker.id()),
                Optional.of(new AccountId(maker.account())),
                sender.role(),
                new Caller.Standing(sender.verified(), false, true, Instant.EPOCH),
                Set.copyOf(sender.scopes()),
                sender.plan()));
    }

    /** A key of nobody in particular, with an owner's role and no scope. */
    String issueWithoutScopes() {
        var id = UUID.randomUUID();
        var standing = new Caller.Standing(true, false, true, Instant.EPOCH);
        return issue(new Caller(
                Caller.How.KEY, id, new UserId(id), Optional.empty(), "owner", standing, Set.of(), Optional.empty()));
    }

    private String issue(Caller caller) {
        String key = UUID.randomUUID().toString();
        callers.put(key, caller);
        return key;
    }

    /** How a request bears the key. */
    static String header(String key) {
        return SCHEME + key;
    }

    static Http bearing(String key, Http client) {
        return client.with("Authorization", header(key));
    }

    @Override
    public Optional<Caller> resolve(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader("Authorization"))
                .filter(header -> header.startsWith(SCHEME))
                .map(header -> callers.get(header.substring(SCHEME.length())));
    }
}
