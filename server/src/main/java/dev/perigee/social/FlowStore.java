package dev.perigee.social;

import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.Bites;
import dev.perigee.database.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

@Repository
class FlowStore {

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;

    FlowStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
    }

    void add(byte[] hash, byte[] browser, Flow flow, Duration valid) {
        var asker = flow.asker();
        jdbc.sql("""
                insert into social_flow (hash, network, browser, purpose, user_id, session_id, challenge, expires_at)
                values (:hash, :network, :browser, :purpose, cast(:user as uuid), cast(:session as uuid), :challenge,
                        now() + :valid * interval '1 second')
                """)
                .param("hash", hash)
                .param("network", flow.network())
                .param("browser", browser)
                .param("purpose", flow.purpose().word())
                .param("user", asker == null ? null : asker.user().value())
                .param("session", asker == null ? null : asker.session())
                .param("challenge", flow.challenge())
                .param("valid", valid.toSeconds())
                .update();
    }

    /** Ends a flow: of any number who come back by it at once, one finds it. */
    Optional<Flow> take(byte[] hash, byte[] browser, String network) {
        return jdbc.sql("""
                delete from social_flow
                 where hash = :hash and browser = :browser and network = :network and expires_at > now()
                returning network, purpose, user_id, session_id, challenge
                """)
                .param("hash", hash)
                .param("browser", browser)
                .param("network", network)
                .query(FlowStore::flow)
                .optional();
    }

    private static Flow flow(ResultSet row, int number) throws SQLException {
        UUID user = row.getObject("user_id", UUID.class);
        return new Flow(
                row.getString("network"),
                Flow.Purpose.of(row.getString("purpose")),
                user == null ? null : new Flow.Asker(new UserId(user), row.getObject("session_id", UUID.class)),
                row.getString("challenge"));
    }

    @Scheduled(initialDelay = 21, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forgetExpired() {
        Bites.takeAll(bite -> acrossAccounts.sql("""
                delete from social_flow where hash in (
                    select hash from social_flow where expires_at < now() limit :bite for update skip locked)
                """).param("bite", bite).update());
    }
}
