package dev.perigee.mutation;

import dev.perigee.testing.Perigee;

/** The test kit as the workers know it. */
public final class PerigeeKit implements Kit {

    @Override
    public void query(String sql) {
        Perigee.shared().query(sql);
    }

    @Override
    public String migratedDatabase() {
        try (var server = Perigee.alone()) {
            return server.query("select current_database()");
        }
    }

    @Override
    public void closeServers() {
        Perigee.closeAll();
    }
}
