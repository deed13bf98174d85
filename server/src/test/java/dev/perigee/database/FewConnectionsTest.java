package dev.perigee.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.database.Tenancy.Tenant;
import dev.perigee.testing.Answer;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/** Two tenants, two hundred threads and five connections: whoever comes next finds nothing of whoever was before. */
class FewConnectionsTest {

    private static final int THREADS = 200;
    private static final int TURNS = 12;
    private static final List<String> NAMES = List.of("left", "right");

    private static final Perigee SERVER = Perigee.node(Perigee.roomy("perigee.database.pool=5"));
    private static final JdbcClient JDBC = SERVER.bean(JdbcClient.class);
    private static final TransactionOperations TRANSACTIONS = SERVER.bean(TransactionOperations.class);
    private static final List<Person> PEOPLE = List.of(Person.signedIn(SERVER), Person.signedIn(SERVER));
    private static final List<Tenant> TENANTS =
            PEOPLE.stream().map(FewConnectionsTest::tenant).toList();

    @BeforeAll
    static void bothHaveSomething() {
        PEOPLE.forEach(person -> person.api().post("/api/project", "{\"name\": \"there from the start\"}"));
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static Tenant tenant(Person person) {
        var me = person.api().get("/api/user");
        return new Tenant(
                new AccountId(UUID.fromString(me.field("account_id"))), new UserId(UUID.fromString(me.field("id"))));
    }

    private static UUID account(Tenant tenant) {
        return Objects.requireNonNull(tenant.account()).value();
    }

    /** How a turn ends. All but the first end it in the middle of its transaction. */
    private enum End {
        COMMIT(""),
        ROLLBACK(""),
        FAULT("select 1 / 0"),
        CANCEL("select pg_cancel_backend(pg_backend_pid()) from generate_series(1, 1000)"),
        LOST_LINE("select pg_terminate_backend(pg_backend_pid()) from generate_series(1, 1000)"),
        INTERRUPT("select 1");

        private final String statement;

        End(String statement) {
            this.statement = statement;
        }

        /** A lost connection costs everybody time, so it is lost rarely. */
        static End any(Random random) {
            int n = random.nextInt(20);
            return values()[n < 2 ? 4 + n : n % 4];
        }
    }

    /** Statements without any condition: only what the transaction was told keeps the tenants apart. */
    @Test
    @DisplayName("S-117: of two tenants on shared connections neither ever sees the other's rows, however a turn ends")
    void no_tenant_bleeds_into_the_next_however_a_turn_ends() throws Exception {
        Set<End> ended = ConcurrentHashMap.newKeySet();
        var turns = new ArrayList<Future<Set<UUID>>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                turns.add(threads.submit(() -> turns(TENANTS.get(thread % 2), new Random(thread), ended)));
            }
        }
        for (int i = 0; i < THREADS; i++) {
            assertThat(turns.get(i).get()).containsExactly(account(TENANTS.get(i % 2)));
        }
        assertThat(ended).containsExactlyInAnyOrder(End.values());
    }

    private static Set<UUID> turns(Tenant tenant, Random random, Set<End> ended) {
        var seen = new HashSet<UUID>();
        for (int turn = 0; turn < TURNS; turn++) {
            var end = End.any(random);
            if (seen.addAll(turn(tenant, end)) || !seen.isEmpty()) {
                ended.add(end);
            }
            assertThatThrownBy(() -> TRANSACTIONS.execute(transaction -> accountsInSight()))
                    .as("a transaction of nobody, on a connection that was somebody's")
                    .isInstanceOfAny(DataAccessException.class, CannotCreateTransactionException.class);
        }
        return seen;
    }

    /** The accounts of all rows in sight, before the transaction ends one way or the other. */
    private static Set<UUID> turn(Tenant tenant, End end) {
        var rows = new HashSet<UUID>();
        try {
            ScopedValue.where(Tenancy.CURRENT, tenant)
                    .run(() -> TRANSACTIONS.executeWithoutResult(transaction -> {
                        rows.addAll(accountsInSight());
                        if (end == End.ROLLBACK) {
                            transaction.setRollbackOnly();
                        } else if (end == End.INTERRUPT) {
                            Thread.currentThread().interrupt();
                        }
                        if (!end.statement.isEmpty()) {
                            JDBC.sql(end.statement).query((row, n) -> true).list();
                        }
                    }));
        } catch (DataAccessException | TransactionException e) {
            boolean expected = end != End.COMMIT && end != End.ROLLBACK;
            assertThat(expected || e instanceof CannotCreateTransactionException)
                    .as(e.toString())
                    .isTrue();
        } finally {
            Thread.interrupted();
        }
        return rows;
    }

    private static List<UUID> accountsInSight() {
        return JDBC.sql("select account_id from project union all select id from account")
                .query((row, n) -> row.getObject(1, UUID.class))
                .list();
    }

    @Test
    @DisplayName("S-117: two hundred requests at once on five connections never see a row of the other account")
    void no_tenant_bleeds_into_the_next_over_http() {
        Together.ask(THREADS, thread -> {
            int own = thread % 2;
            var random = new Random(thread);
            Answer answer = step(own, random);
            for (int i = 0; i < 5; i++) {
                assertNothingForeign(answer, own);
                answer = step(own, random);
            }
            assertNothingForeign(answer, own);
            return answer;
        });
        for (int own = 0; own < 2; own++) {
            var list = PEOPLE.get(own).api().get("/api/project?limit=100");
            assertThat(list.json().path("items")).isNotEmpty();
            assertNothingForeign(list, own);
        }
    }

    /** One of several requests; some fail in the middle of their transaction, some have nobody left to answer to. */
    private static Answer step(int own, Random random) {
        var api = PEOPLE.get(own).api();
        String body = "{\"name\": \"%s %d\"}".formatted(NAMES.get(own), random.nextInt(1_000));
        return switch (random.nextInt(6)) {
            case 0 -> api.post("/api/project", body);
            case 1 -> api.with("Idempotency-Key", "one-for-all").post("/api/project", body);
            case 2 -> api.get("/api/project/" + UUID.randomUUID());
            case 3 -> api.patch("/api/project/" + UUID.randomUUID(), body);
            case 4 -> hangUp(own, body);
            default -> api.get("/api/project?limit=100");
        };
    }

    /** Sends a request and goes, then asks as usual. */
    private static Answer hangUp(int own, String body) {
        String request = """
                POST /api/project HTTP/1.1\r
                Host: localhost:%d\r
                Authorization: Bearer %s\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                %s""".formatted(SERVER.port(), PEOPLE.get(own).token(), body.length(), body);
        try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), SERVER.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return PEOPLE.get(own).api().get("/api/project?limit=100");
    }

    private static void assertNothingForeign(Answer answer, int own) {
        assertThat(answer.status()).isIn(200, 201, 404, 422, 503);
        assertThat(answer.body()).doesNotContain('"' + NAMES.get(1 - own));
    }
}
