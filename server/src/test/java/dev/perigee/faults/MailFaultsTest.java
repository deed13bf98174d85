package dev.perigee.faults;

import dev.perigee.faults.Ledger.Entry;
import dev.perigee.faults.Ledger.Kind;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Mails that were promised, while nodes die over them and the mail server has bad days. */
@Tag("faults")
class MailFaultsTest {

    private static final int ROUNDS = Integer.getInteger("perigee.faults.rounds", 20);
    private static final Duration AWAY = Duration.ofMinutes(Integer.getInteger("perigee.faults.minutes", 1));
    private static final Duration CALM = Duration.ofSeconds(10);
    private static final int SIGN_UPS = 3;
    private static final int MANY = 10_000;

    @Test
    @Tag("R-06")
    @DisplayName("R-06: however often nodes are killed between commit and mail, none is lost and all keep their id")
    void a_node_killed_between_commit_and_mail_loses_none() {
        try (var cluster = Cluster.start("R-06")) {
            for (int round = 0; round < ROUNDS; round++) {
                var node = cluster.nodes.get(round % 2);
                node.awaitReady();
                killOverMail(cluster, node, round);
                node.start();
            }
            cluster.awaitMails(Duration.ofSeconds(90));
            new Figures("R-06")
                    .told(ROUNDS + " kills")
                    .atLeast(
                            "acknowledged",
                            cluster.ledger.acknowledged(Kind.SIGN_UP).size(),
                            ROUNDS)
                    .atMost("acknowledged and lost", cluster.auditor.lost(), 0)
                    .atMost("mails lost", cluster.auditor.undelivered(cluster.smtp), 0)
                    .atMost("mails under two ids", Auditor.underTwoIds(cluster.smtp), 0)
                    .atMost("mails repeated", Auditor.repeated(cluster.smtp), ROUNDS)
                    .within("from commit to mail", cluster.auditor.slowestMail(), Duration.ofSeconds(60))
                    .judge();
        }
    }

    /** In turn: at once after the commit, while the mail server is busy, and when it has the mail but did not say so. */
    private static void killOverMail(Cluster cluster, Node node, int round) {
        int before = cluster.smtp.taken().size();
        boolean unconfirmed = round % 3 == 2;
        if (unconfirmed) {
            cluster.smtp.hold();
        } else if (round % 3 == 1) {
            cluster.smtp.dawdle(20);
        }
        cluster.signUps(node, SIGN_UPS);
        if (unconfirmed) {
            Patience.until(
                    "a mail is taken",
                    CALM,
                    () -> cluster.smtp.taken().size() > before || cluster.auditor.mails("waiting") == 0);
        }
        node.kill();
        cluster.smtp.dawdle(0);
        cluster.smtp.confirm();
    }

    @Test
    @Tag("R-14")
    @DisplayName("R-14: a mail server that is away, greylists, refuses or dawdles delays mails, and nothing else")
    void a_mail_server_with_bad_days_delays_mails_and_nothing_else() throws IOException {
        try (var cluster = Cluster.start("R-14")) {
            long bad;
            try (var load = cluster.load()) {
                Patience.last(CALM);
                bad = System.nanoTime();
                goThroughBadDays(cluster);
                load.close();
            }
            cluster.awaitMails(Duration.ofMinutes(4));
            cluster.stopNodes();
            var before = cluster.ledger.where(entry -> entry.sent() - bad < 0);
            var during = cluster.ledger.where(entry -> entry.sent() - bad >= 0);
            long usual = Ledger.p99Millis(before);
            new Figures("R-14")
                    .atMost(
                            "failed of " + during.size(),
                            during.stream().filter(Entry::failed).count(),
                            0)
                    .atMost("p99 ms meanwhile", Ledger.p99Millis(during), Math.max(150, usual * 11 / 10))
                    .atMost("mails lost", cluster.auditor.undelivered(cluster.smtp), 0)
                    .atMost("mails repeated", Auditor.repeated(cluster.smtp), 0)
                    .atMost("mails to nobody", cluster.smtp.takenFor(NOBODY), 0)
                    .atLeast("given up, visibly", cluster.auditor.mails("dead"), 1)
                    .atMost("expired links sent", cluster.smtp.takenFor(LATE), 0)
                    .atLeast("expired, visibly", cluster.auditor.mails("expired"), 1)
                    .atMost("not in the request log", cluster.auditor.unlogged(), 0)
                    .judge();
        }
    }

    @Test
    @Tag("R-14")
    @DisplayName("R-14: ten thousand mails that waited for the mail server leave within ten minutes")
    void ten_thousand_mails_that_waited_leave_in_time() throws IOException {
        try (var cluster = Cluster.start("R-14-queue")) {
            cluster.smtp.leave();
            cluster.people().askForMails("patient@example.org", MANY);
            long waited = cluster.auditor.mails("waiting");
            cluster.smtp.comeBack();
            long back = System.nanoTime();
            cluster.awaitMails(Duration.ofMinutes(11));
            var took = Duration.ofNanos(System.nanoTime() - back);
            new Figures("R-14")
                    .atLeast("mails that waited", waited, MANY)
                    .within("until the last had left", took, Duration.ofMinutes(10))
                    .atMost("mails repeated", Auditor.repeated(cluster.smtp), 0)
                    .atMost("mails that did not come", waited - cluster.smtp.takenFor("patient@example.org"), 0)
                    .judge();
        }
    }

    private static final String NOBODY = "nobody@example.org";
    private static final String LATE = "late@example.org";

    private static void goThroughBadDays(Cluster cluster) throws IOException {
        cluster.smtp.refuse(NOBODY, "550 5.1.1 No such user");
        cluster.smtp.leave();
        cluster.people().signUp(NOBODY);
        cluster.people().signUp(LATE);
        cluster.postgres.execute("update mail set expires_at = now() where recipient = '" + LATE + "'");
        Patience.last(AWAY);
        cluster.smtp.greylist(true);
        cluster.smtp.comeBack();
        Patience.last(CALM);
        cluster.smtp.greylist(false);
        cluster.smtp.dawdle(1_000);
        Patience.last(AWAY);
        cluster.smtp.dawdle(0);
    }
}
