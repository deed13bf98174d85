package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pages to which mailed links lead, and the one that asks for a code, as the server sends them; what they do in a
 * browser is tested in e2e.
 */
class LinkPageTest {

    private static final Perigee SERVER = Perigee.shared();

    /** Where a page may send its forms, and nowhere else. */
    private static final Map<String, List<String>> ACTIONS = Map.ofEntries(
            Map.entry("/verify", List.of("/api/user/verify")),
            Map.entry("/magic", List.of("/api/auth/magic/verify", "/api/auth/magic")),
            Map.entry("/otp", List.of("/api/auth/otp")),
            Map.entry("/forgotpassword", List.of("/api/user/password/reset/request")),
            Map.entry("/resetpassword", List.of("/api/user/password/reset")),
            Map.entry("/email", List.of("/api/user/email/confirm")),
            Map.entry("/notme", List.of("/api/auth/disown")),
            Map.entry("/signup", List.of("/api/auth/social/signup")),
            Map.entry("/social", List.of("/api/auth/social/confirm")),
            Map.entry("/export", List.of("/api/account/export/download")),
            Map.entry(
                    "/invite",
                    List.of("/api/user", "/api/auth", "/api/auth/otp", "/api/invite/accept", "/api/invite/decline")));

    private static final Pattern ADDRESS = Pattern.compile("\\b(?:src|href|action|srcset|data)=\"([^\"]*)\"");

    private static Answer in(String language, String path) {
        return Http.to(SERVER).with("Accept-Language", language).get(path);
    }

    @ParameterizedTest(name = "S-067: {0}")
    @ValueSource(
            strings = {
                "/verify",
                "/magic",
                "/otp",
                "/forgotpassword",
                "/resetpassword",
                "/email",
                "/notme",
                "/signup",
                "/social",
                "/export",
                "/invite"
            })
    void the_page_of_a_link_sends_no_referrer_and_is_not_kept(String path) {
        var page = Http.to(SERVER).get(path);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("referrer-policy")).contains("no-referrer");
        assertThat(page.header("cache-control")).contains("no-store");
        assertThat(page.header("set-cookie")).isEmpty();
    }

    @Test
    @DisplayName("S-056: what a page is asked with is neither shown nor used")
    void what_a_page_is_asked_with_is_neither_shown_nor_used() {
        for (String path : ACTIONS.keySet()) {
            assertThat(Http.to(SERVER).get(path + "?token=canary").body())
                    .as(path)
                    .isEqualTo(Http.to(SERVER).get(path).body());
        }
    }

    @DisplayName("S-064")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "https:evil.example",
                "https://evil.example",
                "/\\evil.example",
                "/%2f%2fevil.example",
                "javascript:alert(1)",
                "https://localhost@evil.example"
            })
    void no_page_leads_to_where_a_link_asks_for(String target) {
        String value = URLEncoder.encode(target, StandardCharsets.UTF_8);
        for (String path : ACTIONS.keySet()) {
            for (String name : List.of("next", "redirect", "redirect_uri", "return_to", "url")) {
                var page = Http.to(SERVER).get(path + '?' + name + '=' + value);
                assertThat(page.status()).isEqualTo(200);
                assertThat(page.header("location")).isEmpty();
                assertThat(page.body()).isEqualTo(Http.to(SERVER).get(path).body());
            }
        }
    }

    @Test
    @DisplayName("S-064")
    void no_route_behind_a_page_takes_a_place_to_go_to() {
        ACTIONS.values().stream().flatMap(List::stream).forEach(route -> {
            var answer = Http.to(SERVER)
                    .from(Perigee.freshAddress())
                    .post(route, Json.of("token", "none", "next", "//evil.example"));
            // Where a session is asked for, that comes first.
            assertThat(answer.status()).as(route).isIn(400, 401);
            assertThat(answer.header("location")).isEmpty();
        });
    }

    @Test
    @DisplayName("S-067: a page names no other site, from which it could load something")
    void a_page_names_no_other_site() {
        for (String path : ACTIONS.keySet()) {
            assertThat(ADDRESS.matcher(in("en", path).body()).results().map(match -> match.group(1)))
                    .as(path)
                    .isNotEmpty()
                    .allMatch(address -> address.startsWith("#") || address.matches("/(?!/).*|/"));
        }
    }

    @Test
    void a_page_sends_its_forms_where_its_tokens_belong() {
        ACTIONS.forEach((path, actions) -> assertThat(in("en", path).body().split("<form ", -1))
                .as(path)
                .hasSize(actions.size() + 1)
                .satisfies(parts -> actions.forEach(
                        action -> assertThat(parts).anyMatch(part -> part.startsWith("action=\"" + action + "\"")))));
    }

    @Test
    void a_page_speaks_both_languages_and_lacks_no_word() {
        for (String path : ACTIONS.keySet()) {
            String english = in("en", path).body();
            String spanish = in("es", path).body();
            assertThat(english).as(path).contains("<html lang=\"en\"").doesNotContain("??");
            assertThat(spanish).as(path).contains("<html lang=\"es\"").doesNotContain("??");
            assertThat(heading(spanish)).as(path).isNotEqualTo(heading(english));
        }
    }

    private static String heading(String page) {
        return page.substring(page.indexOf("<h1"), page.indexOf("</h1>"));
    }

    @Test
    void the_page_of_a_new_password_says_how_long_it_must_be() {
        assertThat(in("en", "/resetpassword").body()).contains("At least 8 characters");
    }
}
