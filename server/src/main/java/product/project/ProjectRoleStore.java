package product.project;

import dev.perigee.database.AccountData;
import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.web.PageQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class ProjectRoleStore implements AccountData {

    /** Who has which role where, for whoever takes all of an account along. */
    private record Row(UUID projectId, UserId userId, String role, Instant givenAt) {}

    private final JdbcClient jdbc;

    ProjectRoleStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String table() {
        return "project_role";
    }

    @Override
    public Stream<?> rows(AccountId account) {
        return jdbc
                .sql("""
                select project_id, user_id, role, given_at
                  from project_role where account_id = :account order by project_id, user_id
                """)
                .withFetchSize(FETCH)
                .param("account", account.value())
                .query((row, n) -> {
                    var given = role(row, n);
                    return new Row(
                            row.getObject("project_id", UUID.class), given.userId(), given.role(), given.givenAt());
                })
                .stream();
    }

    Optional<GivenRole> find(AccountId account, UUID project, UserId user) {
        return jdbc.sql("""
                select user_id, role, given_at
                  from project_role
                 where account_id = :account and project_id = :project and user_id = :user
                """)
                .param("account", account.value())
                .param("project", project)
                .param("user", user.value())
                .query(ProjectRoleStore::role)
                .optional();
    }

    /** Finds it for somebody who is about to take it away: of several at once the others wait. */
    Optional<GivenRole> hold(AccountId account, UUID project, UserId user) {
        return jdbc.sql("""
                select user_id, role, given_at
                  from project_role
                 where account_id = :account and project_id = :project and user_id = :user
                   for update
                """)
                .param("account", account.value())
                .param("project", project)
                .param("user", user.value())
                .query(ProjectRoleStore::role)
                .optional();
    }

    List<GivenRole> list(AccountId account, UUID project, PageQuery page) {
        return jdbc.sql("""
                select user_id, role, given_at
                  from project_role
                 where account_id = :account and project_id = :project and user_id < :before
                 order by user_id desc
                 limit :limit
                """)
                .param("account", account.value())
                .param("project", project)
                .param("before", page.before())
                .param("limit", page.fetch())
                .query(ProjectRoleStore::role)
                .list();
    }

    GivenRole give(AccountId account, UUID project, UserId user, String role) {
        return jdbc.sql("""
                insert into project_role (account_id, project_id, user_id, role)
                values (:account, :project, :user, :role)
                on conflict (account_id, project_id, user_id) do update set role = :role, given_at = now()
                returning user_id, role, given_at
                """)
                .param("account", account.value())
                .param("project", project)
                .param("user", user.value())
                .param("role", role)
                .query(ProjectRoleStore::role)
                .single();
    }

    void take(AccountId account, UUID project, UserId user) {
        jdbc.sql("""
                delete from project_role
                 where account_id = :account and project_id = :project and user_id = :user
                """)
                .param("account", account.value())
                .param("project", project)
                .param("user", user.value())
                .update();
    }

    private static GivenRole role(ResultSet row, int number) throws SQLException {
        return new GivenRole(
                new UserId(row.getObject("user_id", UUID.class)),
                row.getString("role"),
                row.getObject("given_at", OffsetDateTime.class).toInstant());
    }
}
