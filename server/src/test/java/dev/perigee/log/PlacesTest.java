package dev.perigee.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.testing.PlaceFileStandIn;
import dev.perigee.web.BadSettingException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a file of places tells, and what it does not. */
class PlacesTest {

    private static final Map<String, ?> MADRID = Map.of("names", Map.of("en", "Madrid", "de", "Madrid"));
    private static final Map<String, ?> SPAIN = Map.of("names", Map.of("en", "Spain", "es", "España"));

    @TempDir
    Path folder;

    private Places places(Map<String, ?> entry) throws IOException {
        return new PlaceFile(PlaceFileStandIn.write(folder.resolve("places.mmdb"), "127.98.0.0/16", entry));
    }

    private Path spain() throws IOException {
        return PlaceFileStandIn.write(folder.resolve("places.mmdb"), "127.98.0.0/16", Map.of("country", SPAIN));
    }

    private static Optional<String> of(Places places, String address) {
        return places.of(InetAddress.ofLiteral(address), Locale.ENGLISH);
    }

    @Test
    void a_missing_file_or_one_of_another_format_stops_the_start() throws IOException {
        assertThatThrownBy(() -> new PlaceFile(folder.resolve("missing.mmdb")))
                .isInstanceOf(BadSettingException.class)
                .hasMessageContainingAll("GEOIP_FILE", "missing.mmdb");
        Path text = Files.writeString(folder.resolve("text.mmdb"), "not a database");
        assertThatThrownBy(() -> new PlaceFile(text)).isInstanceOf(BadSettingException.class);
    }

    @Test
    void an_address_that_the_file_does_not_have_is_nowhere() throws IOException {
        var places = places(Map.of("city", MADRID, "country", SPAIN));
        for (String address : new String[] {"127.97.255.255", "127.99.0.0", "10.0.0.1", "::1", "2001:db8::1"}) {
            assertThat(of(places, address)).as(address).isEmpty();
        }
    }

    @Test
    void an_entry_without_names_is_nowhere() throws IOException {
        assertThat(of(places(Map.of("location", Map.of("accuracy_radius", 5))), "127.98.7.6"))
                .isEmpty();
        assertThat(of(places(Map.of("city", "Madrid", "country", Map.of("names", "Spain"))), "127.98.7.6"))
                .isEmpty();
    }

    @Test
    void no_damage_to_a_file_is_more_than_an_unknown_place() throws IOException {
        byte[] whole = Files.readAllBytes(spain());
        int end = new String(whole, StandardCharsets.ISO_8859_1).indexOf("MaxMind.com") - 3;
        for (int at = 0; at < end; at++) {
            for (int value : new int[] {0, 0x20, 0x3f, 0xa0, 0xff}) {
                byte[] damaged = whole.clone();
                damaged[at] = (byte) value;
                var places = new PlaceFile(Files.write(folder.resolve("damaged.mmdb"), damaged));
                assertThatNoException().as("%d at byte %d", value, at).isThrownBy(() -> of(places, "127.98.7.6"));
            }
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void a_file_that_is_cut_off_while_it_is_in_use_is_told_of_once(CapturedOutput output) throws IOException {
        Path file = spain();
        var places = new PlaceFile(file);
        assertThat(of(places, "127.98.7.6")).contains("Spain");
        Files.write(file, new byte[0]);
        for (int i = 0; i < 3; i++) {
            assertThat(of(places, "127.98.7.6")).isEmpty();
        }
        assertThat(output.getOut().split("GEOIP_FILE is damaged", -1)).hasSize(2);
    }

    @Test
    void a_place_is_a_city_in_a_country_or_the_country_alone() throws IOException {
        assertThat(of(places(Map.of("city", MADRID, "country", SPAIN)), "127.98.7.6"))
                .contains("Madrid, Spain");
        assertThat(of(places(Map.of("country", SPAIN)), "127.98.255.255")).contains("Spain");
    }

    @Test
    void names_are_in_the_readers_language_where_the_file_has_it() throws IOException {
        var places = places(Map.of("city", MADRID, "country", SPAIN));
        assertThat(places.of(InetAddress.ofLiteral("127.98.7.6"), Locale.of("es")))
                .contains("Madrid, España");
    }
}
