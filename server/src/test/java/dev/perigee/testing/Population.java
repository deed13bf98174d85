package dev.perigee.testing;

import dev.perigee.secret.Secrets;
import dev.perigee.secret.Vault;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Accounts and members of a server, put straight into its database: a hundred of them in the time of one sign-up, which
 * hashes a password. What they hold is what the server itself gave to one real person who signed up.
 */
public final class Population implements AutoCloseable {

    /** What may be out of the ordinary about a member. */
    public enum Trait {
        /** The address is not confirmed, and the session is a limited one. */
        UNVERIFIED,
        /** The person is shut out. */
        DISABLED,
        /** The session has ended. */
        SIGNED_OUT,
        /** It is a while since the person of the session proved who they are. */
        STALE,
        /** The session has shown two factors, so that it goes on where its account asks for them. */
        TWO_FACTORS,
        /** Signing in asks for a code. */
        ENROLLED
    }

    /** Somebody with a session; the address, and so each of the person's rows, names the id. */
    public record Member(UUID id, UUID account, UUID session, Person person) {

        /** A client that bears this member's access token. */
        public Http api() {
            return person.api();
        }
    }

    private static final Map<Perigee, Population> ALL = new ConcurrentHashMap<>();

    private final Perigee server;
    private final Connection connection;
    private final Jwt token;
    private final String passwordHash;

    public Population(Perigee server) {
        this.server = server;
        try {
            this.connection = server.database("postgres");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        var first = Person.signedIn(server);
        this.token = Jwt.of(first.token());
        this.passwordHash = server.query("select password_hash from app_user where email = ?", first.email());
    }

    /** The one of a server, which stays open as long as that. */
    public static Population of(Perigee server) {
        return ALL.computeIfAbsent(server, Population::new);
    }

    /** An account without members. */
    public UUID account() {
        var id = UUID.randomUUID();
        change("insert into account (id, name) values (?, ?)", id, "of " + id);
        change("insert into subscription (account_id, plan_id, status) values (?, 'free', 'active')", id);
        return id;
    }

    /** Shuts an account. No session notices that was used before: its server tells nobody. */
    public void shut(UUID account) {
        change("update account set disabled_at = now() where id = ?", account);
    }

    /** Puts the account on a plan, of which the tests have some; null takes its plan away. */
    public void subscribe(UUID account, String plan) {
        change("delete from subscription where account_id = ?", account);
        if (plan != null) {
            change("""
                    insert into plan (id, name, price, currency, interval, limits, features, position)
                    values (?, ?, 0, 'usd', 'month', '{}', '[]', 99) on conflict do nothing
                    """, plan, plan);
            change("insert into subscription (account_id, plan_id, status) values (?, ?, 'active')", account, plan);
        }
    }

    /** A plan with these limits, such as {@code {"members": 2}}, and these features only. */
    public String plan(String limits, String... features) {
        String id = "plan-" + UUID.randomUUID();
        change("""
                insert into plan (id, name, price, currency, interval, limits, features, position)
                values (?, 'Test', 0, 'usd', 'month', ?::jsonb, array_to_json(string_to_array(?, ' '))::jsonb, 99)
                """, id, limits, String.join(" ", features));
        return id;
    }

    /** Asks a second factor of everybody in the account. */
    public void requireSecondFactor(UUID account) {
        change("update account set second_factor_required = true where id = ?", account);
    }

    /** Somebody who belongs to the account in this role, with a session in it. */
    public Member member(UUID account, String role, Trait... traits) {
        UUID user = user(traits);
        join(account, user, role);
        return signIn(user, account, traits);
    }

    /** Somebody who belongs to no account, with a session. */
    public Member homeless() {
        return signIn(user(), null);
    }

    /** Somebody who runs the product: in no account, and signed in by two factors. */
    public Member operator() {
        UUID user = user();
        change("insert into operator (user_id) values (?)", user);
        return signIn(user, null, Trait.TWO_FACTORS);
    }

    /** The trace id of a refused request of the account, put into its log also where the server writes none. */
    public String refused(UUID account) {
        String trace = UUID.randomUUID().toString().replace("-", "");
        change("""
                insert into log (time, trace_id, method, route, path, status, duration_us, account_id, ip, refusal)
                values (now(), ?, 'GET', '/api/project/{id}', '/api/project/***', 404, 900, ?::uuid, '127.0.0.1', ?::jsonb)
                """, trace, account, """
                {"code": "not_found",
                 "steps": [{"step": "role", "outcome": "passed", "reason": "held", "had": ["owner"]},
                           {"step": "tenant", "outcome": "refused", "reason": "not_found"}],
                 "changes": [{"code": "correct_id"}]}""");
        return trace;
    }

    /** The same person, signed in once more. */
    public Member anotherSession(Member member) {
        return signIn(member.id(), member.account());
    }

    /**
     * The text of a key that acts for the member and was made by somebody in this role. It was used an hour from now, so
     * that no use of it changes its row.
     */
    public String key(Member maker, String role, Collection<String> scopes) {
        String text = KeyText.next();
        var id = UUID.randomUUID();
        change(
                """
                insert into api_key (id, account_id, user_id, name, role, scopes, networks, lookup, hint, last_used_at)
                values (?, ?, ?, 'A key of the tests', ?, ?, '{}', ?, 'of the tests', now() + interval '1 hour')
                """,
                id,
                maker.account(),
                maker.id(),
                role,
                texts(scopes),
                server.bean(Secrets.class).index("api_key", text));
        return text;
    }

    private synchronized Array texts(Collection<String> texts) {
        try {
            return connection.createArrayOf("text", texts.toArray());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One more membership. */
    public void join(UUID account, UUID user, String role) {
        change("insert into membership (account_id, user_id, role) values (?, ?, ?)", account, user, role);
    }

    private UUID user(Trait... traits) {
        var id = UUID.randomUUID();
        change(
                """
                insert into app_user (id, email, name, password_hash, locale, verified_at, disabled_at)
                values (?, ?, ?, ?, 'en', case when ? then now() end, case when ? then now() end)
                """,
                id,
                email(id),
                "Known as " + id,
                passwordHash,
                !Set.of(traits).contains(Trait.UNVERIFIED),
                Set.of(traits).contains(Trait.DISABLED));
        if (Set.of(traits).contains(Trait.ENROLLED)) {
            enroll(id);
        }
        return id;
    }

    private void enroll(UUID user) {
        var secret = new byte[20];
        var sealed = server.bean(Vault.class)
                .seal("second_factor:" + user, Base64.getEncoder().encodeToString(secret));
        change("insert into second_factor (user_id, secret, active_since) values (?, ?, now())", user, sealed.bytes());
    }

    private static String email(UUID user) {
        return "p-" + user + "@example.org";
    }

    private Member signIn(UUID user, UUID account, Trait... traits) {
        var session = UUID.randomUUID();
        boolean verified = !Set.of(traits).contains(Trait.UNVERIFIED);
        UUID registration = verified ? null : registration(user);
        change("""
                insert into session
                    (id, user_id, account_id, verified, registration, ip, device, browser, expires_at)
                values (?, ?, ?::uuid, ?, ?::uuid, '127.0.0.1', 'unknown', 'unknown', now() + interval '1 day')
                """, session, user, account, verified, registration);
        if (Set.of(traits).contains(Trait.STALE)) {
            change("update session set proved_at = now() - interval '5 minutes 1 second' where id = ?", session);
        }
        if (Set.of(traits).contains(Trait.TWO_FACTORS)) {
            change("update session set second_factor = true where id = ?", session);
        }
        if (Set.of(traits).contains(Trait.SIGNED_OUT)) {
            change("delete from session where id = ?", session);
        }
        var person = Person.known(server, email(user), token(user, account, session));
        return new Member(user, account, session, person);
    }

    private UUID registration(UUID user) {
        var id = UUID.randomUUID();
        change("""
                insert into registration (id, user_id, name, account_name, password_hash, locale)
                values (?, ?, ?, ?, ?, 'en')
                """, id, user, "Known as " + user, "of " + user, passwordHash);
        return id;
    }

    /** As the server would have minted it. */
    private String token(UUID user, UUID account, UUID session) {
        ObjectNode claims = token.claims().deepCopy();
        long now = Instant.now().getEpochSecond();
        claims.put("sub", user.toString())
                .put("sid", session.toString())
                .put("jti", UUID.randomUUID().toString())
                .put("iat", now)
                .put("exp", now + 600);
        if (account == null) {
            claims.remove("acc");
        } else {
            claims.put("acc", account.toString());
        }
        return new Jwt(token.header(), claims).signed();
    }

    private synchronized void change(String sql, Object... parameters) {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
