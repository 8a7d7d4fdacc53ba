package io.pngx.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses that are never called, in all forms in which they can be written. */
class AddressPolicyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "[fe80::1]",
                "[fe80::a9fe:a9fe]",
                // IPv4 inside of IPv6: mapped, compatible, translated, NAT64 (public and local, each length of its
                // prefix), 6to4, Teredo, ISATAP.
                "[::ffff:169.254.169.254]",
                "[::ffff:a9fe:a9fe]",
                "[::169.254.169.254]",
                "[::a9fe:a9fe]",
                "[0:0:0:0:0:0:6464:64c8]",
                "[::ffff:0:169.254.169.254]",
                "[::ffff:0:a9fe:a9fe]",
                "[64:ff9b::169.254.169.254]",
                "[64:ff9b:1::169.254.169.254]",
                "[64:ff9b:1:a9fe:a9:fe00::]",
                "[64:ff9b:1:a9:fe:a9fe::]",
                "[64:ff9b:1:0:a9:fea9:fe00:0]",
                "[64:ff9b:1:ffff::a9fe:a9fe]",
                "[2002:a9fe:a9fe::1]",
                "[2002:6464:64c8::]",
                "[2001:0:4136:e378:8000:63bf:5601:5601]",
                "[2001:db8::5efe:a9fe:a9fe]",
                "[2001:db8::200:5efe:169.254.169.254]",
                // Metadata services of clouds, which hold keys.
                "100.100.100.200",
                "168.63.129.16",
                "192.0.0.192",
                "[fd00:ec2::254]",
                "[fd00:ec2::23]",
                "[fd20:ce::254]",
                "[fd00:c1::a9fe:a9fe]",
                "[fd00:42::42]",
                "[::ffff:100.100.100.200]",
                "[::ffff:0:168.63.129.16]",
                "[64:ff9b:1::192.0.0.192]",
                "metadata",
                "metadata.google.internal",
                "metadata.google.internal.",
                "metadata.goog",
                "instance-data",
                "instance-data.ec2.internal",
                "metadata.tencentyun.com",
                "metadata.packet.net",
                "metadata.platformequinix.com",
                "api.metadata.cloud.ibm.com",
                // Addresses of no machine, or of many machines.
                "0.0.0.0",
                "[::]",
                "[::ffff:0.0.0.0]",
                "255.255.255.255",
                "224.0.0.1",
                "[ff02::1]"
            })
    void is_refused(String host) {
        assertThat(AddressPolicy.refusalOf(host)).as(host).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "[::1]",
                "192.168.1.20",
                "10.0.0.7",
                "172.17.0.1",
                "100.64.0.5",
                "[fd00::20]",
                "[fd12:3456:789a::1]",
                "[2001:db8::20]",
                "[::ffff:192.168.1.20]",
                "[::192.168.1.20]",
                "[::ffff:0:192.168.1.20]",
                "[64:ff9b::192.168.1.20]",
                "[64:ff9b:1::10.0.0.7]",
                "[2002:c0a8:114::1]",
                "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
                "[2001:db8::5efe:192.168.1.20]",
                "192.0.0.8",
                "168.63.129.17",
                "paperless.lan",
                "metadata.lan"
            })
    void may_be_a_paperless(String host) {
        assertThat(AddressPolicy.refusalOf(host)).as(host).isEmpty();
    }
}
