package dev.perigee.log;

import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.Bites;
import dev.perigee.database.Ids;
import dev.perigee.database.UserId;
import java.net.InetAddress;
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

    void add(@Nullable UserId user, InetAddress ip, Device device, String result) {
        jdbc.sql("""
                insert into login (id, user_id, ip, device, browser, result)
                values (:id, :user, cast(:ip as inet), :device, :browser, :result)
                """)
                .param("id", Ids.next())
                .param("user", user == null ? null : user.value())
                .param("ip", ip.getHostAddress())
                .param("device", device.name())
                .param("browser", device.browser())
                .param("result", result)
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
