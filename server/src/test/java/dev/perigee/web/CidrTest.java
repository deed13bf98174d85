package dev.perigee.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One client is one network, however its address is written. */
class CidrTest {

    @ParameterizedTest(name = "{0} is no network")
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/-1", "::/129", "10.0.0.0/", "10.0.0.0/x", "localhost", "", "/8"})
    void what_is_no_network_is_refused(String text) {
        assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest(name = "S-136b: {0} and {1} are one client: {2}")
    @CsvSource({
        "2001:db8:1:2::1, 2001:db8:1:2:ffff:ffff:ffff:ffff, true",
        "2001:db8:1:2::1, 2001:DB8:1:2:0:0:0:9, true",
        "2001:0db8:0001:0002:0000:0000:0000:0001, 2001:db8:1:2::2, true",
        "::ffff:192.0.2.7, 192.0.2.7, true",
        "::FFFF:c000:207, 192.0.2.7, true",
        "2001:db8:1:2::1, 2001:db8:1:3::1, false",
        "192.0.2.7, 192.0.2.8, false"
    })
    @DisplayName("S-136b: every spelling of an address and every address of a /64 is one client")
    void every_spelling_of_an_address_is_one_client(String one, String other, boolean same) {
        boolean equal =
                Cidr.clientNetwork(InetAddress.ofLiteral(one)).equals(Cidr.clientNetwork(InetAddress.ofLiteral(other)));
        assertThat(equal).isEqualTo(same);
    }

    @ParameterizedTest(name = "{0} holds {1}: {2}")
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.1.2.3/8, 10.9.9.9, true",
        "192.0.2.4/30, 192.0.2.7, true",
        "192.0.2.4/30, 192.0.2.8, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "0.0.0.0/0, 203.0.113.1, true",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 192.0.2.7, false"
    })
    void a_network_holds_its_own_addresses(String network, String address, boolean holds) {
        assertThat(Cidr.parse(network).contains(InetAddress.ofLiteral(address))).isEqualTo(holds);
    }

    @Test
    void a_network_is_written_in_one_form() {
        assertThat(Cidr.network(InetAddress.ofLiteral("192.0.2.77"), 24, 48)).isEqualTo("192.0.2.0/24");
        assertThat(Cidr.network(InetAddress.ofLiteral("2001:DB8:7:8::1"), 24, 48))
                .isEqualTo("2001:db8:7:0:0:0:0:0/48");
    }
}
