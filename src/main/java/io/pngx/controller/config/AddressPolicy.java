package io.pngx.controller.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which addresses may stand for a paperless, or for who hears of alerts: any of the own network and of the internet, but none that belongs to the
 * machinery below it. Whoever may enter an address could else have the controller read what only the machine itself may read,
 * such as the keys that a cloud hands to it.
 */
public final class AddressPolicy {
    private static final Set<String> METADATA_NAMES = Set.of("metadata", "metadata.google.internal", "instance-data", "instance-data.ec2.internal");
    /** AWS and GCP by IPv6, Alibaba, Azure; the others use a link-local one. */
    private static final List<InetAddress> METADATA = List.of(literal("fd00:ec2::254"), literal("fd20:ce::254"), literal("100.100.100.200"),
            literal("168.63.129.16"));
    private static final Network NAT64 = Network.parse("64:ff9b::/96").orElseThrow();
    private static final Network SIX_TO_FOUR = Network.parse("2002::/16").orElseThrow();
    private static final Network BROADCAST = Network.parse("255.255.255.255").orElseThrow();

    private AddressPolicy() {
    }

    /** @return why nothing is ever sent to this address; empty where it may be a paperless */
    public static Optional<String> refusal(InetAddress address) {
        if (address.isLinkLocalAddress()) {
            return Optional.of("is a link-local address, where clouds keep the keys of a machine and no paperless answers");
        }
        if (METADATA.contains(address)) {
            return Optional.of("is the address where a cloud keeps the keys of a machine");
        }
        if (address.isAnyLocalAddress()) {
            return Optional.of("stands for every address of a machine; write 127.0.0.1 for this machine, or the address of the other one");
        }
        if (address.isMulticastAddress() || BROADCAST.contains(address)) {
            return Optional.of("is an address for many machines at once");
        }
        return inside(address).flatMap(AddressPolicy::refusal);
    }

    /** The same for a host as it is written in an address, in its normal form. A name is not looked up here. */
    public static Optional<String> refusalOf(String host) {
        if (METADATA_NAMES.contains(host.replaceFirst("\\.$", ""))) {
            return Optional.of("is the name under which a cloud keeps the keys of a machine");
        }
        return Host.literal(host).flatMap(AddressPolicy::refusal);
    }

    /** The IPv4 address that an IPv6 address stands for. */
    private static Optional<InetAddress> inside(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (NAT64.contains(address)) {
            return Optional.of(of(Arrays.copyOfRange(bytes, 12, 16)));
        }
        return SIX_TO_FOUR.contains(address) ? Optional.of(of(Arrays.copyOfRange(bytes, 2, 6))) : Optional.empty();
    }

    private static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static InetAddress literal(String text) {
        return Host.literal(text.contains(":") ? "[" + text + "]" : text).orElseThrow();
    }
}
