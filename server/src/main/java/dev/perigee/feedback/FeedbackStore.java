package dev.perigee.feedback;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.web.PageQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class FeedbackStore {

    private final JdbcClient jdbc;

    FeedbackStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Feedback add(AccountId account, UserId user, UUID id, FeedbackController.NewFeedback form) {
        return jdbc.sql("""
                insert into feedback (id, user_id, account_id, rating, comment, page)
                values (:id, :user, :account, :rating, :comment, :page)
                returning id, rating, comment, page, created_at
                """)
                .param("id", id)
                .param("user", user.value())
                .param("account", account.value())
                .param("rating", form.rating())
                .param("comment", form.comment())
                .param("page", form.page())
                .query(FeedbackStore::feedback)
                .single();
    }

    List<Feedback> list(AccountId account, UserId user, PageQuery page) {
        return jdbc.sql("""
                select id, rating, comment, page, created_at
                  from feedback
                 where account_id = :account and user_id = :user and id < :before
                 order by id desc
                 limit :fetch
                """)
                .param("account", account.value())
                .param("user", user.value())
                .param("before", page.before())
                .param("fetch", page.fetch())
                .query(FeedbackStore::feedback)
                .list();
    }

    private static Feedback feedback(ResultSet row, int number) throws SQLException {
        return new Feedback(
                row.getObject("id", UUID.class),
                row.getInt("rating"),
                row.getString("comment"),
                row.getString("page"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
