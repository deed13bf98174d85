package product.project;

import dev.perigee.database.AccountData;
import dev.perigee.database.AccountId;
import dev.perigee.web.PageQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class ProjectStore implements AccountData {

    private final JdbcClient jdbc;

    ProjectStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String table() {
        return "project";
    }

    @Override
    public Stream<Project> rows(AccountId account) {
        return jdbc
                .sql("""
                select id, name, notes, archived, created_at, updated_at
                  from project where account_id = :account order by id
                """)
                .withFetchSize(FETCH)
                .param("account", account.value())
                .query(ProjectStore::project)
                .stream();
    }

    Project add(AccountId account, UUID id, String name, String notes) {
        return jdbc.sql("""
                insert into project (id, account_id, name, notes) values (:id, :account, :name, :notes)
                returning id, name, notes, archived, created_at, updated_at
                """)
                .param("id", id)
                .param("account", account.value())
                .param("name", name)
                .param("notes", notes)
                .query(ProjectStore::project)
                .single();
    }

    boolean isAny(AccountId account) {
        return jdbc.sql("select exists (select 1 from project where account_id = :account)")
                .param("account", account.value())
                .query(Boolean.class)
                .single();
    }

    /** Asked only where a plan limits them, so that there are few to count; the index tells. */
    long count(AccountId account) {
        return jdbc.sql("select count(*) from project where account_id = :account")
                .param("account", account.value())
                .query(Long.class)
                .single();
    }

    List<Project> list(AccountId account, PageQuery page) {
        return jdbc.sql("""
                select id, name, notes, archived, created_at, updated_at
                  from project
                 where account_id = :account and id < :before
                 order by id desc
                 limit :limit
                """)
                .param("account", account.value())
                .param("before", page.before())
                .param("limit", page.fetch())
                .query(ProjectStore::project)
                .list();
    }

    Optional<Project> find(AccountId account, UUID id) {
        return jdbc.sql("""
                select id, name, notes, archived, created_at, updated_at
                  from project where account_id = :account and id = :id
                """)
                .param("account", account.value())
                .param("id", id)
                .query(ProjectStore::project)
                .optional();
    }

    /** Finds it for somebody who is about to change it: of several at once the others wait. */
    Optional<Project> hold(AccountId account, UUID id) {
        return jdbc.sql("""
                select id, name, notes, archived, created_at, updated_at
                  from project where account_id = :account and id = :id for update
                """)
                .param("account", account.value())
                .param("id", id)
                .query(ProjectStore::project)
                .optional();
    }

    Project change(AccountId account, UUID id, ProjectController.ProjectChange change) {
        return jdbc.sql("""
                update project
                   set name = coalesce(:name, name), notes = coalesce(:notes, notes),
                       archived = coalesce(:archived, archived), updated_at = now()
                 where account_id = :account and id = :id
                returning id, name, notes, archived, created_at, updated_at
                """)
                .param("account", account.value())
                .param("id", id)
                .param("name", change.name())
                .param("notes", change.notes())
                .param("archived", change.archived())
                .query(ProjectStore::project)
                .single();
    }

    void delete(AccountId account, UUID id) {
        jdbc.sql("delete from project where account_id = :account and id = :id")
                .param("account", account.value())
                .param("id", id)
                .update();
    }

    private static Project project(ResultSet row, int number) throws SQLException {
        return new Project(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("notes"),
                row.getBoolean("archived"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
