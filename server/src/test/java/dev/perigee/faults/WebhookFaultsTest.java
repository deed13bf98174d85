package dev.perigee.faults;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Person;
import dev.perigee.testing.Ports;
import dev.perigee.testing.ReceiverStandIn;
import dev.perigee.testing.ReceiverStandIn.Received;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Webhooks that were promised, while the sender dies over them and most receivers are dead. The receivers listen on this
 * machine, which production forbids, so it is the smallest installation that sends.
 */
@Tag("faults")
class WebhookFaultsTest {

    private static final int ROUNDS = Integer.getInteger("perigee.faults.rounds", 20);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String LOOPBACK = "perigee.webhook.allow-loopback=true";

    /** A key of a new account, which may do all of this and is no session that ends meanwhile. */
    private static Http customer(SmallInstallation all, String email) {
        all.people().settle(email);
        var signIn = Json.of("email", email, "password", Person.PASSWORD, "client", "native");
        var session =
                all.client().bearer(all.client().post("/api/user/auth", signIn).field("token"));
        var scopes = List.of("project.create", "project.read", "webhook.create", "webhook.read");
        return all.client()
                .bearer(session.post("/api/key", Json.of("name", "Faults", "scopes", scopes))
                        .field("key"));
    }

    private static Answer subscribe(Http customer, String url) {
        var answer = customer.post("/api/webhook", Json.of("url", url, "events", List.of("project.created")));
        if (answer.status() != 201) {
            throw new IllegalStateException("A webhook was answered " + answer);
        }
        return answer;
    }

    private static boolean project(Http customer, String name) {
        try {
            return customer.post("/api/project", Json.of("name", name)).status() == 201;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static String project(Received message) {
        return Json.read(message.body()).at("/data/project/name").asString();
    }

    private static long waiting(SmallInstallation all) {
        return all.count("select count(*) from webhook_delivery where state = 'waiting'");
    }

    @Test
    @Tag("R-06")
    @DisplayName("R-06: however often the sender is killed, no message is lost and all keep their id")
    void a_sender_killed_in_flight_loses_nothing() {
        try (var all = new SmallInstallation("R-06-webhooks", LOOPBACK);
                var receiver = new ReceiverStandIn()) {
            var ada = customer(all, "ada@example.org");
            subscribe(ada, receiver.url());
            var acknowledged = new ArrayList<String>();
            for (int round = 0; round < ROUNDS; round++) {
                killInFlight(all, receiver, ada, round, acknowledged);
                all.node.start();
                all.node.awaitReady();
            }
            var took = Patience.until("every message is sent", PATIENCE, () -> waiting(all) == 0);
            var messages = receiver.received();
            var ids = idsByProject(messages);
            new Figures("R-06")
                    .told(ROUNDS + " kills of the sender of webhooks")
                    .atLeast("acknowledged", acknowledged.size(), ROUNDS)
                    .atMost(
                            "messages lost",
                            acknowledged.stream()
                                    .filter(name -> !ids.containsKey(name))
                                    .count(),
                            0)
                    .atMost(
                            "messages under two ids",
                            ids.values().stream().filter(of -> of.size() > 1).count(),
                            0)
                    .told((messages.size() - ids.size()) + " repeated")
                    .atMost("given up", all.count("select count(*) from webhook_delivery where state = 'dead'"), 0)
                    .within("after the last start", took, Duration.ofSeconds(60))
                    .judge();
        }
    }

    /** In turn: at once after the commit, while the receiver has it, and while it is answering. */
    private static void killInFlight(
            SmallInstallation all, ReceiverStandIn receiver, Http ada, int round, List<String> acknowledged) {
        int before = receiver.received().size();
        if (round % 3 == 1) {
            receiver.hold();
        }
        for (int i = 0; i < 2; i++) {
            String name = "project " + round + "-" + i;
            if (project(ada, name)) {
                acknowledged.add(name);
            }
        }
        if (round % 3 > 0) {
            Patience.until(
                    "a message arrives", PATIENCE, () -> receiver.received().size() > before);
        }
        all.node.kill();
        receiver.release();
    }

    private static Map<String, Set<String>> idsByProject(List<Received> messages) {
        var ids = new HashMap<String, Set<String>>();
        messages.forEach(message ->
                ids.computeIfAbsent(project(message), name -> new HashSet<>()).add(message.id()));
        return ids;
    }

    @Test
    @Tag("R-21")
    @DisplayName("R-21: of a thousand receivers nine in ten are dead, and the others get ten thousand messages in time")
    void dead_receivers_delay_nobody() throws IOException {
        int accounts = 100;
        int each = 100;
        try (var all = new SmallInstallation("R-21", LOOPBACK);
                var alive = new ReceiverStandIn();
                var failing = new ReceiverStandIn();
                var hanging = new ServerSocket(0, 10_000, InetAddress.getLoopbackAddress())) {
            failing.answer(500);
            String gone = "http://127.0.0.1:" + Ports.free() + "/";
            var customers = customers(all, accounts);
            for (var customer : customers) {
                subscribe(customer, alive.url());
                for (int i = 0; i < 3; i++) {
                    subscribe(customer, failing.url());
                    subscribe(customer, "http://127.0.0.1:" + hanging.getLocalPort() + "/");
                    subscribe(customer, gone);
                }
            }
            publish(customers, each);
            Patience.until(
                    "every message has arrived",
                    Duration.ofMinutes(10),
                    () -> alive.received().size() >= accounts * each);
            new Figures("R-21")
                    .told(all.count("select count(*) from webhook_endpoint") + " receivers")
                    .told(all.count("select count(*) from webhook_message") + " events")
                    .atMost("p99 ms from commit to receiver", p99(all, alive), 5_000)
                    .judge();
        }
    }

    @Test
    @Tag("R-21")
    @DisplayName("R-21: two thousand messages whose receivers never answer slow down no request")
    void receivers_that_hang_slow_down_no_request() throws IOException {
        try (var all = new SmallInstallation("R-21-requests", LOOPBACK);
                var hanging = new ServerSocket(0, 10_000, InetAddress.getLoopbackAddress())) {
            var customers = customers(all, 50);
            for (var customer : customers) {
                for (int i = 0; i < 20; i++) {
                    subscribe(customer, "http://127.0.0.1:" + hanging.getLocalPort() + "/");
                }
            }
            var reader = customers.getFirst();
            p99OfReads(reader);
            long usual = p99OfReads(reader);
            publish(customers, 2);
            Patience.until("their receivers have them all", PATIENCE, () -> underWay(all) >= 2_000);
            long meanwhile = p99OfReads(reader);
            new Figures("R-21")
                    .told(underWay(all) + " under way still")
                    .told("p99 µs of reading without any " + usual)
                    .atMost("p99 µs meanwhile", meanwhile, Math.max(20_000, usual * 11 / 10))
                    .judge();
        }
    }

    /** Those that a sender has: they are not to be taken before their lease is over. */
    private static long underWay(SmallInstallation all) {
        return all.count("select count(*) from webhook_delivery where state = 'waiting' and next_attempt_at > now()");
    }

    private static long p99OfReads(Http reader) {
        var times = new long[2_000];
        for (int i = 0; i < times.length; i++) {
            long begin = System.nanoTime();
            if (reader.get("/api/project").status() != 200) {
                throw new IllegalStateException("A list was not answered");
            }
            times[i] = (System.nanoTime() - begin) / 1_000;
        }
        Arrays.sort(times);
        return times[times.length * 99 / 100];
    }

    private static List<Http> customers(SmallInstallation all, int number) {
        var customers = new ArrayList<Http>();
        for (int i = 0; i < number; i++) {
            customers.add(customer(all, "customer-" + i + "@example.org"));
        }
        return customers;
    }

    private static void publish(List<Http> customers, int each) {
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < each; i++) {
                for (var customer : customers) {
                    threads.execute(() -> project(customer, UUID.randomUUID().toString()));
                }
            }
        }
    }

    /** What the database noted at the begin of the transaction beside what the receiver noted. */
    private static long p99(SmallInstallation all, ReceiverStandIn alive) {
        var begun = new HashMap<String, Long>();
        try (var connection = all.database();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select id::text, (extract(epoch from created_at) * 1000)::bigint from webhook_message")) {
            while (rows.next()) {
                begun.put(rows.getString(1), rows.getLong(2));
            }
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
        var waits = alive.received().stream()
                .map(message -> message.at().toEpochMilli() - begun.getOrDefault(message.id(), 0L))
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.sort(waits);
        return waits.get(waits.size() * 99 / 100);
    }

    @Test
    @Tag("R-29")
    @DisplayName("R-29: a message that its receiver never takes is put aside after ten attempts, and holds up no other")
    void a_poisoned_message_is_put_aside() {
        String quick = "perigee.webhook.waits=100ms,100ms,100ms,100ms,100ms,100ms,100ms,100ms,100ms";
        try (var all = new SmallInstallation("R-29", LOOPBACK, quick, "perigee.webhook.patience=1000");
                var receiver = new ReceiverStandIn()) {
            receiver.refuse("poison");
            var ada = customer(all, "ada@example.org");
            subscribe(ada, receiver.url());
            project(ada, "poison");
            int good = 0;
            for (int i = 0; i < 100; i++) {
                good += project(ada, "project " + i) ? 1 : 0;
            }
            Patience.until("nothing waits", PATIENCE, () -> waiting(all) == 0);
            var byProject = receiver.received().stream().collect(Collectors.groupingBy(WebhookFaultsTest::project));
            new Figures("R-29")
                    .atLeast("others delivered", byProject.size() - 1L, good)
                    .atMost("attempts at it", byProject.get("poison").size(), 10)
                    .atLeast("put aside, visibly", all.count("""
                            select count(*) from webhook_delivery where state = 'dead' and attempts = 10"""), 1)
                    .judge();
        }
    }
}
