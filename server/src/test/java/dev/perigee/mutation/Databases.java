package dev.perigee.mutation;

import java.util.UUID;

/**
 * The databases of a worker. A trial's database is a copy of a migrated one, which takes a moment; where the migrations
 * are what changed it is empty. The server behind them all is started by the product as it is.
 */
final class Databases {

    private static final String ONE_WALL = """
            do $$ declare name text; begin
                for name in select oid::regclass::text from pg_class
                             where relnamespace = 'public'::regnamespace and relrowsecurity and not relispartition loop
                    execute 'alter table ' || name || ' disable row level security';
                end loop;
            end $$
            """;

    private final Kit kit;
    private final String migrated;

    Databases(Kit kit) {
        this.kit = kit;
        this.migrated = kit.migratedDatabase();
    }

    /** The name of a new database for the trial. */
    String make(Trial trial) {
        String name = "trial_" + UUID.randomUUID().toString().replace('-', '_');
        kit.query("create database " + name + " owner perigee_owner" + (trial.schema() ? "" : " template " + migrated));
        return name;
    }

    /** Takes row-level security away, once the server of the trial has started. */
    static void openOneWall(Kit trial) {
        trial.query(ONE_WALL);
    }

    void drop(String name) {
        kit.query("drop database " + name + " with (force)");
    }
}
