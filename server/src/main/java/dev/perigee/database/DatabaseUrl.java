package dev.perigee.database;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a database address as people write it: {@code postgres://user:password@host:5432/name} or {@code jdbc:postgresql://…}. */
record DatabaseUrl(
        String jdbcUrl, @Nullable String user, @Nullable String password) {

    /** A list of addresses would put the later ones, passwords and all, into what is printed. */
    private static final Pattern ONE_DATABASE = Pattern.compile("/[^/,@]+");

    /**
     * @param name the setting that the address came from, named in the error
     * @throws IllegalArgumentException when it is not a PostgreSQL address; the message never holds the address
     */
    static DatabaseUrl parse(String name, String text) {
        String address = text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text;
        try {
            var uri = new URI(address);
            if (uri.getHost() == null
                    || !ONE_DATABASE.matcher(String.valueOf(uri.getRawPath())).matches()
                    || !("postgres".equals(uri.getScheme()) || "postgresql".equals(uri.getScheme()))) {
                throw unreadable(name);
            }
            return of(uri);
        } catch (URISyntaxException e) {
            throw unreadable(name);
        }
    }

    /** Who logs in, as the driver wants to be told. */
    Properties login() {
        var login = new Properties();
        if (user != null) {
            login.setProperty("user", user);
        }
        if (password != null) {
            login.setProperty("password", password);
        }
        return login;
    }

    private static DatabaseUrl of(URI uri) {
        var url = new StringBuilder("jdbc:postgresql://").append(uri.getHost());
        url.append(':').append(uri.getPort() < 0 ? 5432 : uri.getPort()).append(uri.getRawPath());
        String user = null;
        String password = null;
        var parameters = new StringBuilder();
        String query = uri.getRawQuery();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            if (pair.startsWith("user=")) {
                user = decode(pair.substring("user=".length()));
            } else if (pair.startsWith("password=")) {
                password = decode(pair.substring("password=".length()));
            } else {
                parameters.append(parameters.isEmpty() ? "?" : "&").append(pair);
            }
        }
        String info = uri.getRawUserInfo();
        if (info != null) {
            int colon = info.indexOf(':');
            user = decode(colon < 0 ? info : info.substring(0, colon));
            password = colon < 0 ? password : decode(info.substring(colon + 1));
        }
        return new DatabaseUrl(url.append(parameters).toString(), user, password);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException unreadable(String name) {
        return new IllegalArgumentException(name
                + " is not a PostgreSQL address. Write it as postgres://user:password@host:5432/database"
                + " (characters such as @ : / in the password percent-encoded).");
    }

    @Override
    public String toString() {
        return jdbcUrl;
    }
}
