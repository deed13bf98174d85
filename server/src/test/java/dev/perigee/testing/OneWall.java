package dev.perigee.testing;

/**
 * A server whose database has given up row-level security. Two walls keep accounts apart, and behind either of them a
 * hole in the other stays hidden: here the conditions in the statements stand alone, as the policies do in
 * {@code RowLevelSecurityTest}. The tests that need it share it.
 */
public final class OneWall {

    private static final String FALL = """
            do $$
            declare
                watched regclass;
            begin
                for watched in select oid from pg_class where relrowsecurity loop
                    execute format('alter table %s disable row level security', watched);
                end loop;
            end
            $$
            """;

    private static Perigee server;
    private static Population people;

    private OneWall() {}

    /** With a database of its own, roomy limits, and no request log that would write while one looks. */
    public static synchronized Perigee server() {
        if (server == null) {
            server = Perigee.alone(Perigee.brisk("perigee.log.enabled=false", "perigee.database.pool=4"));
            server.query(FALL);
        }
        return server;
    }

    /** People of that server. */
    public static synchronized Population people() {
        if (people == null) {
            people = new Population(server());
        }
        return people;
    }
}
