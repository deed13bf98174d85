package dev.perigee.contract;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import java.util.HashMap;
import java.util.Map;

/** A node whose database has gone away. */
final class BrokenNode implements AutoCloseable {

    private final Perigee node;
    private final String database;
    private final Map<String, Answer> unavailable;

    private BrokenNode(Perigee node, String database, Map<String, Answer> unavailable) {
        this.node = node;
        this.database = database;
        this.unavailable = unavailable;
    }

    /** Asked for every operation at once, since each request waits some seconds for a connection. */
    static BrokenNode start(Perigee server, Contract contract) {
        var operations = contract.routes().keySet().stream().toList();
        var rehearsal = new Rehearsal(server, contract.routes(), contract.examples());
        var requests = operations.stream()
                .map(operation -> rehearsal.request(operation, Json.object()))
                .toList();
        var node = Perigee.alone(Perigee.brisk("perigee.client-url=" + server.url()));
        String database = node.query("select current_database()");
        allowConnections(database, false);
        Perigee.shared()
                .query("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = ?", database);
        var answers = Together.ask(requests.size(), i -> requests.get(i).sendTo(node));
        var unavailable = new HashMap<String, Answer>();
        for (int i = 0; i < answers.size(); i++) {
            unavailable.put(operations.get(i), answers.get(i));
        }
        return new BrokenNode(node, database, unavailable);
    }

    private static void allowConnections(String database, boolean allowed) {
        Perigee.shared().query("alter database " + database + " allow_connections " + allowed);
    }

    Answer unavailable(String operation) {
        return unavailable.get(operation);
    }

    /** It takes the node a moment to be sure. */
    Answer notReady(Request request) {
        return Person.until(() -> {
            var answer = request.sendTo(node);
            return answer.status() == 200 ? null : answer;
        });
    }

    /** With its database: it could not write down what it still has to. */
    @Override
    public void close() {
        allowConnections(database, true);
        node.close();
    }
}
