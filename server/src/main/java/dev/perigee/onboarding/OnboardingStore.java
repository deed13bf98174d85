package dev.perigee.onboarding;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class OnboardingStore {

    private final JdbcClient jdbc;

    OnboardingStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    boolean isDismissed(AccountId account, UserId user) {
        return jdbc.sql("""
                select exists (select 1 from onboarding_dismissal where account_id = :account and user_id = :user)
                """)
                .param("account", account.value())
                .param("user", user.value())
                .query(Boolean.class)
                .single();
    }

    void dismiss(AccountId account, UserId user) {
        jdbc.sql("""
                insert into onboarding_dismissal (account_id, user_id) values (:account, :user) on conflict do nothing
                """)
                .param("account", account.value())
                .param("user", user.value())
                .update();
    }

    void show(AccountId account, UserId user) {
        jdbc.sql("delete from onboarding_dismissal where account_id = :account and user_id = :user")
                .param("account", account.value())
                .param("user", user.value())
                .update();
    }
}
