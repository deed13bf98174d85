package dev.perigee.faults;

import dev.perigee.faults.Ledger.Entry;
import dev.perigee.faults.Ledger.Kind;
import dev.perigee.testing.SmtpStandIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares what the clients were told with what the database holds and what came out at the mail server. */
final class Auditor {

    /** How to ask the database as somebody who sees every row. */
    interface Database {
        Connection connect() throws SQLException;
    }

    private final Database database;
    private final Ledger ledger;

    Auditor(Database database, Ledger ledger) {
        this.database = database;
        this.ledger = ledger;
    }

    /** Whatever was acknowledged and is not there. */
    long lost() {
        var projects = count("select name, count(*) from project group by name");
        var users = count("select email, count(*) from app_user group by email");
        var mails = count("select recipient, count(*) from mail group by recipient");
        var sessions = count("select id::text, count(*) from session group by id");
        return missing(Kind.WRITE, Entry::id, projects)
                + missing(Kind.SIGN_UP, entry -> Load.address(entry.id()), users)
                + missing(Kind.SIGN_UP, entry -> Load.address(entry.id()), mails)
                + missing(Kind.SIGN_IN, Entry::result, sessions)
                + missing(Kind.REFRESH, Entry::result, sessions);
    }

    private long missing(Kind kind, java.util.function.Function<Entry, String> key, Map<String, Long> present) {
        return ledger.acknowledged(kind).stream()
                .filter(entry -> !present.containsKey(key.apply(entry)))
                .count();
    }

    /** Whatever is there more often than it was asked for: each request asked once. */
    long doubled() {
        var projects = count("select name, count(*) from project group by name");
        var mails = count("select recipient, count(*) from mail where kind = 'verify' group by recipient");
        return projects.values().stream().filter(times -> times > 1).count()
                + mails.values().stream().filter(times -> times > 1).count();
    }

    /** Requests that a node answered and that the request log does not know. */
    long unlogged() {
        var rows = logRows();
        return answeredByNodes().stream()
                .filter(entry -> !rows.containsKey(entry.id()))
                .count();
    }

    /** Requests that have more than one row in the request log. */
    long loggedTwice() {
        var rows = logRows();
        return answeredByNodes().stream()
                .filter(entry -> rows.getOrDefault(entry.id(), 0L) > 1)
                .count();
    }

    private List<Entry> answeredByNodes() {
        return ledger.where(Entry::byNode);
    }

    private Map<String, Long> logRows() {
        return count("select trace_id, count(*) from log group by trace_id");
    }

    /** How many mails are in this state. */
    long mails(String state) {
        return count("select state, count(*) from mail group by state").getOrDefault(state, 0L);
    }

    /** The longest time from the commit of a mail until it was noted as sent. */
    Duration slowestMail() {
        String sql = "select '', (extract(epoch from max(ended_at - created_at)) * 1000)::bigint from mail";
        return Duration.ofMillis(count(sql).getOrDefault("", 0L));
    }

    /** Acknowledged sign-ups whose mail did not come out. */
    long undelivered(SmtpStandIn smtp) {
        Set<String> receivers = new HashSet<>();
        smtp.taken().forEach(mail -> receivers.add(mail.receiver()));
        return ledger.acknowledged(Kind.SIGN_UP).stream()
                .filter(entry -> !receivers.contains(Load.address(entry.id())))
                .count();
    }

    /** Mails that came out again after the first time, under the same id. */
    static long repeated(SmtpStandIn smtp) {
        var taken = smtp.taken();
        return taken.size()
                - taken.stream().map(SmtpStandIn.Taken::id).distinct().count();
    }

    /** Receivers who got mails under more than one id for one sign-up. */
    static long underTwoIds(SmtpStandIn smtp) {
        var ids = new HashMap<String, Set<String>>();
        smtp.taken()
                .forEach(mail -> ids.computeIfAbsent(mail.receiver(), r -> new HashSet<>())
                        .add(mail.id()));
        return ids.values().stream().filter(each -> each.size() > 1).count();
    }

    private Map<String, Long> count(String sql) {
        var counts = new HashMap<String, Long>();
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getLong(2));
            }
            return counts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
