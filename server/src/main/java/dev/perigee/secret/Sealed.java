package dev.perigee.secret;

/** A text that only the {@link Vault} can open, in the form in which a column keeps it. */
public final class Sealed {

    private final byte[] bytes;

    private Sealed(byte[] bytes) {
        this.bytes = bytes;
    }

    /** What a column of PostgreSQL's binary type held. */
    public static Sealed of(byte[] bytes) {
        return new Sealed(bytes.clone());
    }

    /** What to write into the column. */
    public byte[] bytes() {
        return bytes.clone();
    }
}
