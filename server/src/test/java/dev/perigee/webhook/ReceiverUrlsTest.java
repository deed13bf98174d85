package dev.perigee.webhook;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.web.Problem;
import dev.perigee.web.WebSettings;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.support.StaticMessageSource;

/** What a customer may give as the address of a receiver. */
class ReceiverUrlsTest {

    private static ReceiverUrls urls(boolean allowLoopback) {
        var settings = new WebhookSettings(
                allowLoopback,
                Duration.ofSeconds(15),
                Duration.ofSeconds(30),
                List.of(),
                5,
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                Duration.ofDays(3));
        var web = new WebSettings(URI.create("https://app.perigee.example"), List.of(), Duration.ZERO);
        var messages = new StaticMessageSource();
        messages.setUseCodeAsDefaultMessage(true);
        return new ReceiverUrls(new PublicAddresses(ReceiverUrlsTest::names, allowLoopback), settings, web, messages);
    }

    private static InetAddress[] names(String host) throws UnknownHostException {
        return switch (host) {
            case "inside.example" -> new InetAddress[] {InetAddress.ofLiteral("10.1.2.3")};
            case "mixed.example" -> new InetAddress[] {InetAddress.ofLiteral("1.1.1.1"), InetAddress.ofLiteral("::1")};
            case "outside.example" -> new InetAddress[] {InetAddress.ofLiteral("1.1.1.1")};
            case "nobody.example" -> throw new UnknownHostException(host);
            default -> InetAddress.getAllByName(host);
        };
    }

    @ParameterizedTest(name = "S-140: {0} cannot be saved")
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://0.0.0.0/",
                "https://10.0.0.1/",
                "https://172.16.0.1/",
                "https://192.168.1.1/",
                "https://100.64.0.1/",
                "https://169.254.169.254/latest",
                "https://198.18.0.1/",
                "https://224.0.0.1/",
                "https://[::1]/",
                "https://[fc00::1]/",
                "https://[fe80::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[64:ff9b::7f00:1]/",
                "https://[2002:7f00:1::]/",
                "https://127.1/",
                "https://2130706433/",
                "https://0x7f.1/",
                "https://0x7f000001/",
                "https://0177.1/",
                "https://0177.0.0.1/",
                "https://localhost/",
                "https://localhost./",
                "https://LOCALHOST/",
                "https://app.perigee.example/",
                "https://APP.perigee.example./x",
                "https://outside.example:22/",
                "https://outside.example:5432/",
                "https://outside.example:6379/",
                "http://outside.example/",
                "file:///etc/passwd",
                "gopher://outside.example/",
                "ftp://outside.example/",
                "https://user:word@outside.example/",
                "https://user@outside.example/",
                "https://outside.example/#part",
                "https:///path",
                "https:outside.example",
                "//outside.example/",
                "outside.example",
                "https://out side.example/",
                "https://inside.example/",
                "https://mixed.example/",
                "javascript:alert(1)",
                ""
            })
    void what_leads_inside_is_refused(String url) {
        assertThatThrownBy(() -> urls(false).check(url))
                .isInstanceOf(Problem.class)
                .hasMessage("invalid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://outside.example/hooks?for=us",
                "https://outside.example:8443/",
                "https://nobody.example/",
                "https://1.1.1.1/",
                "https://[2606:4700::1111]/"
            })
    void what_leads_outside_or_nowhere_is_taken(String url) {
        assertThatCode(() -> urls(false).check(url)).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("S-140: in development a receiver may be on this machine, and nowhere else inside")
    void loopback_is_for_development() {
        var urls = urls(true);
        assertThatCode(() -> urls.check("http://localhost:3000/hook")).doesNotThrowAnyException();
        assertThatCode(() -> urls.check("http://127.0.0.1:3000/hook")).doesNotThrowAnyException();
        assertThatThrownBy(() -> urls.check("http://127.0.0.1:22/")).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> urls.check("https://inside.example/")).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> urls.check("http://outside.example/")).isInstanceOf(Problem.class);
    }
}
