package dev.perigee.mutation;

/** What a worker needs of the test kit, which it cannot see itself: each trial has the kit in classes of its own. */
public interface Kit {

    /** Runs a statement as the superuser in the database of the shared server, which is started if need be. */
    void query(String sql);

    /** Makes a migrated database that nobody is connected to. */
    String migratedDatabase();

    /** Ends every server that the tests started. */
    void closeServers();

    /** The kit in the classes of this loader. */
    static Kit in(ClassLoader classes) {
        try {
            return Class.forName("dev.perigee.mutation.PerigeeKit", true, classes)
                    .asSubclass(Kit.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
