package dev.perigee.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read sparingly must still miss nothing, or the matrix would prove nothing. */
class RowsTest {

    private static final Perigee SERVER = OneWall.server();
    private static final UUID ACCOUNT = OneWall.people().account();

    private static final String INSERT =
            "insert into project (id, account_id, name, notes) values (gen_random_uuid(), '%s', 'one more', '')";

    private static Rows rows;
    private static RowsNaming naming;

    @BeforeAll
    static void open() {
        rows = new Rows(SERVER);
        naming = rows.naming(Set.of(ACCOUNT));
    }

    @AfterAll
    static void close() {
        rows.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                INSERT,
                "update account set name = name || '!' where id = '%s'",
                "update project set notes = notes || '!' where account_id = '%s'",
                "delete from project where account_id = '%s'"
            })
    void a_change_is_seen(String change) {
        var before = seen();
        assertThat(seen()).isEqualTo(before);
        assertThat(SERVER.query(change.formatted(ACCOUNT))).isNotEqualTo("0");
        assertThat(seen().all()).isNotEqualTo(before.all());
        assertThat(seen().naming()).isNotEqualTo(before.naming());
    }

    @Test
    void a_row_is_seen_once_it_is_committed_however_long_ago_it_was_written() throws SQLException {
        try (var connection = SERVER.database("postgres");
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate(INSERT.formatted(ACCOUNT));
            var before = seen();
            OneWall.people().account();
            var meanwhile = seen();
            assertThat(meanwhile.naming()).isEqualTo(before.naming());
            connection.commit();
            assertThat(seen().all()).isNotEqualTo(meanwhile.all());
            assertThat(seen().naming()).isNotEqualTo(meanwhile.naming());
        }
    }

    @Test
    void what_concerns_others_is_seen_in_all_rows_alone() {
        var before = seen();
        OneWall.people().account();
        assertThat(seen().all()).isNotEqualTo(before.all());
        assertThat(seen().naming()).isEqualTo(before.naming());
    }

    private record Seen(String all, int naming) {}

    private static Seen seen() {
        return new Seen(rows.all(), naming.checksum());
    }
}
