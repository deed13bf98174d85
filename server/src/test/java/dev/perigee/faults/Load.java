package dev.perigee.faults;

import dev.perigee.faults.Ledger.Entry;
import dev.perigee.faults.Ledger.Kind;
import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Jwt;
import dev.perigee.testing.Person;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * People at work, at a fixed rate: a request leaves when it is due, whether or not earlier ones were answered, so that a
 * server that stalls is not spared.
 */
final class Load implements AutoCloseable {

    private static final Duration LAST_ANSWER = Duration.ofSeconds(60);

    private final Ledger ledger;
    private final List<Integer> ports;
    private final String host;
    private final List<String> people;
    private final List<String> tokens = new java.util.concurrent.CopyOnWriteArrayList<>();
    private final Queue<String> refreshTokens = new ConcurrentLinkedQueue<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private Thread clock = new Thread(this::run);
    private volatile boolean ended;
    private volatile long nanosBetween;

    /**
     * Idle at first.
     *
     * @param host what people typed
     * @param ports where requests go in turn
     * @param people addresses of people who can sign in
     */
    Load(Ledger ledger, String host, List<Integer> ports, List<String> people) {
        this.ledger = ledger;
        this.host = host;
        this.ports = ports;
        this.people = people;
    }

    /** Signs everybody in, and begins. */
    Load begin(int perSecond) {
        nanosBetween = 1_000_000_000L / perSecond;
        people.forEach(person -> Patience.until("a first sign-in", Node.START, () -> {
            signIn(0, person);
            return tokens.size() > people.indexOf(person);
        }));
        clock = Thread.ofPlatform().daemon().name("load").start(this::run);
        return this;
    }

    private void run() {
        long start = System.nanoTime();
        for (int i = 0; !ended; i++) {
            long due = start + i * nanosBetween;
            while (!ended && System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            int number = i;
            underWay.incrementAndGet();
            Thread.ofVirtual().start(() -> {
                try {
                    request(number);
                } finally {
                    underWay.decrementAndGet();
                }
            });
        }
    }

    /** Of sixty requests two are sign-ins, one is a sign-up, three refresh, twelve write, the others read. */
    private void request(int number) {
        switch (number % 60) {
            case 7, 37 -> signIn(number, people.get(number / 30 % people.size()));
            case 22 -> signUp(number);
            case 3, 23, 43 -> refresh(number);
            default -> {
                if (number % 5 == 0) {
                    write(number);
                } else {
                    read(number);
                }
            }
        }
    }

    private String token(int number) {
        return tokens.get(number % tokens.size());
    }

    private void read(int number) {
        String path = List.of("/api/project", "/api/user", "/api/account").get(number % 3);
        send(Kind.READ, id -> api(number, id).bearer(token(number)).get(path), answer -> "");
    }

    private void write(int number) {
        send(
                Kind.WRITE,
                id -> api(number, id)
                        .bearer(token(number))
                        .with("Idempotency-Key", id)
                        .post("/api/project", Json.of("name", id)),
                answer -> answer.field("id"));
    }

    private void signIn(int number, String email) {
        send(
                Kind.SIGN_IN,
                id -> api(number, id)
                        .post(
                                "/api/user/auth",
                                Json.of("email", email, "password", Person.PASSWORD, "client", "native")),
                answer -> {
                    refreshTokens.add(answer.field("refresh_token"));
                    String token = answer.field("token");
                    int person = people.indexOf(email);
                    if (tokens.size() > person) {
                        tokens.set(person, token);
                    } else {
                        tokens.add(token);
                    }
                    return Jwt.of(token).claims().get("sid").asString();
                });
    }

    /** A token whose answer got lost may be used up or not, so nobody uses it again. */
    private void refresh(int number) {
        String token = refreshTokens.poll();
        if (token == null) {
            read(number);
            return;
        }
        send(Kind.REFRESH, id -> api(number, id).post("/api/auth/refresh", Json.of("refresh_token", token)), answer -> {
            refreshTokens.add(answer.field("refresh_token"));
            return Jwt.of(answer.field("token")).claims().get("sid").asString();
        });
    }

    /** Somebody new. */
    void signUp(int number) {
        send(
                Kind.SIGN_UP,
                id -> api(number, id)
                        .post(
                                "/api/account",
                                Json.of("name", "Ada", "email", address(id), "password", Person.PASSWORD)),
                answer -> "");
    }

    /** The address of whoever signs up by the request with this id. */
    static String address(String id) {
        return id + "@example.org";
    }

    private Http api(int number, String id) {
        return Http.to(ports.get(number % ports.size()))
                .with("Host", host)
                .with("traceparent", "00-" + id + "-00000000000000aa-01");
    }

    private interface Request {
        Answer send(String id);
    }

    private interface Result {
        String of(Answer answer);
    }

    private void send(Kind kind, Request request, Result result) {
        String id = UUID.randomUUID().toString().replace("-", "");
        long sent = System.nanoTime();
        Answer answer = null;
        try {
            answer = request.send(id);
        } catch (IllegalStateException e) {
            // Nobody knows what became of it.
        }
        long nanos = System.nanoTime() - sent;
        if (answer == null) {
            ledger.add(new Entry(id, kind, "", sent, nanos, 0, false, false));
            return;
        }
        boolean done = answer.status() >= 200 && answer.status() < 300;
        ledger.add(new Entry(
                id,
                kind,
                done ? result.of(answer) : "",
                sent,
                nanos,
                answer.status(),
                answer.header("x-content-type-options").isPresent(),
                answer.header("retry-after").isPresent()));
    }

    /** Sends no more, and waits for what is under way. */
    @Override
    public void close() {
        ended = true;
        LockSupport.unpark(clock);
        Patience.until("the last answers", LAST_ANSWER, () -> !clock.isAlive() && underWay.get() == 0);
    }
}
