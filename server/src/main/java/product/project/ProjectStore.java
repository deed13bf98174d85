package product.project;

import dev.perigee.database.AccountId;
import dev.perigee.web.PageQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class ProjectStore {

    private final JdbcClient jdbc;

    ProjectStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
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

    Optional<Project> change(AccountId account, UUID id, ProjectController.ProjectChange change) {
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
                .optional();
    }

    boolean delete(AccountId account, UUID id) {
        return jdbc.sql("delete from project where account_id = :account and id = :id")
                        .param("account", account.value())
                        .param("id", id)
                        .update()
                == 1;
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
