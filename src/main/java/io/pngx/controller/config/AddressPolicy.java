package io.pngx.controller.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which addresses may stand for a paperless, or for who hears of alerts: any of the own network and of the internet, but none that belongs to the
 * machinery below it. Whoever may enter an address could else have the controller read what only the machine itself may read,
 * such as the keys that a cloud hands to it.
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
    /** AWS (machines, pods), GCP, Oracle and Scaleway by IPv6, Alibaba, Azure, Oracle; the others use a link-local one. */
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
    /** Where an IPv6 address may hold an IPv4 address: the four bytes, by their places. A NAT64 of one's own may put them at several. */
    private static final Map<Network, List<int[]>> EMBEDDED = Map.of(
            network("64:ff9b::/96"), List.of(bytes(12, 13, 14, 15)),
            network("64:ff9b:1::/48"),
                    List.of(bytes(6, 7, 9, 10), bytes(7, 9, 10, 11), bytes(9, 10, 11, 12), bytes(12, 13, 14, 15)),
            network("2002::/16"), List.of(bytes(2, 3, 4, 5)),
            network("::/96"), List.of(bytes(12, 13, 14, 15)),
            network("::ffff:0:0:0/96"), List.of(bytes(12, 13, 14, 15)));
    /** Teredo: the address of the client has every bit turned round. */
    private static final Network TEREDO = network("2001::/32");

    private static final Network BROADCAST = network("255.255.255.255");

    private AddressPolicy() {}

    /** @return why nothing is ever sent to this address; empty where it may be a paperless */
    public static Optional<String> refusal(InetAddress address) {
        if (address.isLinkLocalAddress()) {
            return Optional.of(
                    "is a link-local address, where clouds keep the keys of a machine and no paperless answers");
        }
        if (METADATA.contains(address)) {
            return Optional.of("is the address where a cloud keeps the keys of a machine");
        }
        if (address.isAnyLocalAddress()) {
            return Optional.of(
                    "stands for every address of a machine; write 127.0.0.1 for this machine, or the address of the"
                            + " other one");
        }
        if (address.isMulticastAddress() || BROADCAST.contains(address)) {
            return Optional.of("is an address for many machines at once");
        }
        return inside(address).stream()
                .map(AddressPolicy::refusal)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The same for a host as it is written in an address, in its normal form. A name is not looked up here. */
    public static Optional<String> refusalOf(String host) {
        if (METADATA_NAMES.contains(host.replaceFirst("\\.$", ""))) {
            return Optional.of("is the name under which a cloud keeps the keys of a machine");
        }
        return Host.literal(host).flatMap(AddressPolicy::refusal);
    }

    /** The IPv4 addresses that an IPv6 address may stand for. */
    private static List<InetAddress> inside(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4 || address.isLoopbackAddress()) {
            return List.of();
        }
        List<InetAddress> found = new ArrayList<>();
        EMBEDDED.forEach((network, places) -> {
            if (network.contains(address)) {
                places.stream()
                        .map(place -> of(bytes[place[0]], bytes[place[1]], bytes[place[2]], bytes[place[3]]))
                        .filter(each -> places.size() == 1 || !each.isAnyLocalAddress())
                        .forEach(found::add);
            }
        });
        if (TEREDO.contains(address)) {
            found.add(of(~bytes[12], ~bytes[13], ~bytes[14], ~bytes[15]));
        }
        // ISATAP, whatever network it is in.
        if ((bytes[8] & ~2) == 0 && bytes[9] == 0 && bytes[10] == 0x5E && bytes[11] == (byte) 0xFE) {
            found.add(of(bytes[12], bytes[13], bytes[14], bytes[15]));
        }
        return found;
    }

    private static int[] bytes(int... places) {
        return places;
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
