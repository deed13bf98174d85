package dev.perigee.log;

import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.Bites;
import dev.perigee.database.Ids;
import dev.perigee.database.UserId;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

@Repository
class LoginStore {

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;

    LoginStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
    }

    void add(@Nullable UserId user, Attempt attempt, Logins.Result result) {
        jdbc.sql("""
                insert into login (id, user_id, ip, device, browser, device_id, result)
                values (:id, :user, cast(:ip as inet), :device, :browser, :browserId, :result)
                """)
                .param("id", Ids.next())
                .param("user", user == null ? null : user.value())
                .param("ip", attempt.address().getHostAddress())
                .param("device", attempt.device().name())
                .param("browser", attempt.device().browser())
                .param("browserId", attempt.browserId())
                .param("result", result.word())
                .update();
    }

    /** One row of each kind; the address is the first of its network. */
    List<Attempt> completed(UserId user, Duration since) {
        return jdbc.sql("""
                select distinct host(network(set_masklen(ip, case family(ip) when 4 then :v4 else :v6 end))) as ip,
                                device, browser, device_id
                  from login
                 where user_id = :user and result = :completed and time > now() - :since * interval '1 second'
                """)
                .param("v4", Attempt.V4_BITS)
                .param("v6", Attempt.V6_BITS)
                .param("user", user.value())
                .param("completed", Logins.Result.SIGNED_IN.word())
                .param("since", since.toSeconds())
                .query((row, n) -> new Attempt(
                        InetAddress.ofLiteral(row.getString("ip")),
                        new Device(row.getString("device"), row.getString("browser")),
                        row.getObject("device_id", UUID.class)))
                .list();
    }

    boolean any(UserId user) {
        return jdbc.sql("""
                select exists (select 1 from login where user_id = :user and result in (:completed, :disowned))
                """)
                .param("user", user.value())
                .param("completed", Logins.Result.SIGNED_IN.word())
                .param("disowned", Logins.Result.DISOWNED.word())
                .query(Boolean.class)
                .single();
    }

    /** Those since then, and those that share network, device and browser with one of them. */
    void disown(UserId user, Instant since) {
        jdbc.sql("""
                update login set result = :disowned
                 where user_id = :user and result = :completed
                   and (network(set_masklen(ip, case family(ip) when 4 then :v4 else :v6 end)), device, browser) in (
                       select network(set_masklen(ip, case family(ip) when 4 then :v4 else :v6 end)), device, browser
                         from login
                        where user_id = :user and result = :completed and time >= :since)
                """)
                .param("disowned", Logins.Result.DISOWNED.word())
                .param("user", user.value())
                .param("completed", Logins.Result.SIGNED_IN.word())
                .param("v4", Attempt.V4_BITS)
                .param("v6", Attempt.V6_BITS)
                .param("since", OffsetDateTime.ofInstant(since, ZoneOffset.UTC))
                .update();
    }

    @Scheduled(initialDelay = 11, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forgetOld() {
        Bites.takeAll(bite -> acrossAccounts.sql("""
                delete from login where id in (
                    select id from login where time < now() - interval '1 year' limit :bite)
                """).param("bite", bite).update());
    }
}
