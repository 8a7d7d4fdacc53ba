package io.pngx.controller.config;

import io.pngx.controller.text.Text;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Refuses addresses to which the controller never sends: link-local addresses, metadata services of clouds, and
 * addresses that lead to many machines. Without this policy, a user who may enter an address could make the controller
 * read the keys that a cloud gives to the machine. All other addresses are allowed.
 */
public final class AddressPolicy {
    private static final Set<String> METADATA_NAMES = Set.of(
            "metadata",
            "metadata.google.internal",
            "metadata.goog",
            "instance-data",
            "instance-data.ec2.internal",
            "metadata.tencentyun.com",
            "metadata.packet.net",
            "metadata.platformequinix.com",
            "api.metadata.cloud.ibm.com");
    /**
     * Metadata services, in this order: AWS (machines, pods), GCP, Oracle and Scaleway (IPv6), Alibaba, Azure, Oracle.
     * Other clouds use a link-local address.
     */
    private static final List<InetAddress> METADATA = Stream.of(
                    "fd00:ec2::254",
                    "fd00:ec2::23",
                    "fd20:ce::254",
                    "fd00:c1::a9fe:a9fe",
                    "fd00:42::42",
                    "100.100.100.200",
                    "168.63.129.16",
                    "192.0.0.192")
            .map(AddressPolicy::literal)
            .toList();
    /**
     * Networks whose IPv6 addresses contain an IPv4 address, with the positions of the four bytes of the IPv4 address.
     * A local NAT64 network has several possible positions.
     */
    private static final Map<Network, List<int[]>> EMBEDDED = Map.of(
            network("64:ff9b::/96"), List.of(bytes(12, 13, 14, 15)),
            network("64:ff9b:1::/48"),
                    List.of(bytes(6, 7, 9, 10), bytes(7, 9, 10, 11), bytes(9, 10, 11, 12), bytes(12, 13, 14, 15)),
            network("2002::/16"), List.of(bytes(2, 3, 4, 5)),
            network("::/96"), List.of(bytes(12, 13, 14, 15)),
            network("::ffff:0:0:0/96"), List.of(bytes(12, 13, 14, 15)));
    /** Teredo addresses contain the client's IPv4 address with inverted bits. */
    private static final Network TEREDO = network("2001::/32");

    private static final Network BROADCAST = network("255.255.255.255");

    private AddressPolicy() {}

    /**
     * Returns why the controller never sends to an address, for example {@code is a multicast or broadcast address};
     * empty if the address is allowed.
     */
    public static Optional<Text> refusal(InetAddress address) {
        if (address.isLinkLocalAddress()) {
            return Optional.of(
                    Text.of("is a link-local address; such addresses belong to metadata services of clouds, not to "
                            + "paperless-ngx"));
        }
        if (METADATA.contains(address)) {
            return Optional.of(
                    Text.of("is the address of a cloud's metadata service, which holds the keys of the machine"));
        }
        if (address.isAnyLocalAddress()) {
            return Optional.of(
                    Text.of("means every address of a machine; write 127.0.0.1 for a server on this machine, or the "
                            + "address of the server's machine"));
        }
        if (address.isMulticastAddress() || BROADCAST.contains(address)) {
            return Optional.of(Text.of("is a multicast or broadcast address"));
        }
        return embedded(address).stream()
                .map(AddressPolicy::refusal)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /**
     * Returns why the controller never sends to a host; empty if the host is allowed. Makes no DNS lookup.
     *
     * @param host the host in its normal form
     */
    public static Optional<Text> refusalOf(String host) {
        if (METADATA_NAMES.contains(host.replaceFirst("\\.$", ""))) {
            return Optional.of(
                    Text.of("is the name of a cloud's metadata service, which holds the keys of the machine"));
        }
        return Host.literal(host).flatMap(AddressPolicy::refusal);
    }

    /** Returns the IPv4 addresses that an IPv6 address may contain. */
    private static List<InetAddress> embedded(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4 || address.isLoopbackAddress()) {
            return List.of();
        }
        List<InetAddress> found = new ArrayList<>();
        EMBEDDED.forEach((network, positions) -> {
            if (network.contains(address)) {
                positions.stream()
                        .map(position ->
                                of(bytes[position[0]], bytes[position[1]], bytes[position[2]], bytes[position[3]]))
                        .filter(each -> positions.size() == 1 || !each.isAnyLocalAddress())
                        .forEach(found::add);
            }
        });
        if (TEREDO.contains(address)) {
            found.add(of(~bytes[12], ~bytes[13], ~bytes[14], ~bytes[15]));
        }
        // ISATAP addresses can be in any network.
        if ((bytes[8] & ~2) == 0 && bytes[9] == 0 && bytes[10] == 0x5E && bytes[11] == (byte) 0xFE) {
            found.add(of(bytes[12], bytes[13], bytes[14], bytes[15]));
        }
        return found;
    }

    private static int[] bytes(int... positions) {
        return positions;
    }

    private static Network network(String text) {
        return Network.parse(text).orElseThrow();
    }

    private static InetAddress of(int... bytes) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) bytes[0], (byte) bytes[1], (byte) bytes[2], (byte) bytes[3]});
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static InetAddress literal(String text) {
        return Host.literal(text.contains(":") ? "[" + text + "]" : text).orElseThrow();
    }
}
