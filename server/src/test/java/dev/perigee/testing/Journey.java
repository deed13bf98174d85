package dev.perigee.testing;

import dev.perigee.testing.NetworkStandIn.Told;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A browser on its way to a social network and back. */
public final class Journey {

    /** Where a native app takes over. */
    public static final String APP = "com.example.app:/signed-in";

    private static final String PAGE = "text/html,application/xhtml+xml,*/*;q=0.8";

    private final Perigee server;
    private final String network;
    private final String address;
    private final String cookie;

    private Journey(Perigee server, String network, String address, String cookie) {
        this.server = server;
        this.network = network;
        this.address = address;
        this.cookie = cookie;
    }

    /** To sign in. */
    public static Journey to(Perigee server, String network) {
        return to(server, network, "");
    }

    /** The same with a query. */
    public static Journey to(Perigee server, String network, String query) {
        var answer = browser(server).get("/api/auth/social/" + network + query);
        if (answer.status() != 302) {
            throw new IllegalStateException("Setting out was answered " + answer);
        }
        return new Journey(server, network, answer.header("location").orElseThrow(), answer.cookie("__Host-social"));
    }

    /** As the answer to somebody who is signed in says, who links a network or proves again who they are. */
    public static Journey by(Perigee server, String network, Answer answer) {
        if (answer.status() != 200) {
            throw new IllegalStateException("Setting out was answered " + answer);
        }
        return new Journey(server, network, answer.field("url"), answer.cookie("__Host-social"));
    }

    /** A browser that shows pages. */
    public static Http browser(Perigee server) {
        return Http.to(server).from(Perigee.freshAddress()).with("Accept", PAGE);
    }

    /** The address at the network. */
    public String address() {
        return address;
    }

    /** What is asked there. */
    public Map<String, String> asked() {
        return NetworkStandIn.query(address.substring(address.indexOf('?') + 1));
    }

    public String state() {
        return asked().get("state");
    }

    public String cookie() {
        return cookie;
    }

    /** The person allows it, and the network says this of them. */
    public Answer back(Told told) {
        return back("code=" + allow(told));
    }

    /** The same for a program, which is answered problems instead of pages. */
    public Answer backAsProgram(Told told) {
        return arrive(Http.to(server).from(Perigee.freshAddress()), "code=" + allow(told));
    }

    public String allow(Told told) {
        return NetworkStandIn.shared().allow(address, told);
    }

    /** Comes back with these parameters and the state. */
    public Answer back(String query) {
        return arrive(browser(server), query);
    }

    /** The same by a client that says for itself what it takes. */
    public Answer arrive(Http client, String query) {
        return client.with("Cookie", "__Host-social=" + cookie).get(callback() + "?state=" + state() + '&' + query);
    }

    /** By a form, as Apple does. */
    public Answer backByForm(String form) {
        return browser(server)
                .with("Cookie", "__Host-social=" + cookie)
                .with("Content-Type", "application/x-www-form-urlencoded")
                .with("Origin", "https://appleid.apple.com")
                .post(callback(), "state=" + state() + '&' + form);
    }

    public String callback() {
        return "/api/auth/social/" + network + "/callback";
    }

    /** What stands in the fragment of the page to which an answer leads. */
    public static Map<String, String> given(Answer answer) {
        String page = answer.header("location").orElse("");
        return page.contains("#") ? NetworkStandIn.query(page.substring(page.indexOf('#') + 1)) : Map.of();
    }

    /** The path of that page. */
    public static String page(Perigee server, Answer answer) {
        String page = answer.header("location").orElse("none");
        return page.startsWith(server.url())
                ? page.substring(server.url().length()).split("#", 2)[0]
                : page;
    }

    /** The access token of a browser that has just come back. */
    public static String token(Perigee server, Answer answer) {
        String refresh = answer.cookie("__Host-refresh");
        return Http.to(server)
                .from(Perigee.freshAddress())
                .with("Cookie", "__Host-refresh=" + refresh)
                .with("Origin", server.url())
                .with("X-App", "web")
                .post("/api/auth/refresh", null)
                .field("token");
    }

    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
