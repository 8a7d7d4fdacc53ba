package io.pngx.controller.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * An address, or a range of addresses: {@code 10.0.0.7}, {@code 172.16.0.0/12}, {@code fd00::/8}.
 *
 * @param base the first address
 * @param bits the number of leading bits that all addresses of the range share
 */
public record Network(InetAddress base, int bits) {

    /** Parses an address or a range; empty if the text is not valid. Makes no DNS lookup. */
    static Optional<Network> parse(String text) {
        String[] parts = text.strip().split("/", -1);
        String host = parts[0];
        boolean literal = host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}") || host.matches("[0-9a-fA-F]*:[0-9a-fA-F:.]*");
        if (!literal || parts.length > 2 || parts.length == 2 && !parts[1].matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        try {
            InetAddress base = InetAddress.getByName(host);
            int longest = base.getAddress().length * 8;
            int bits = parts.length == 2 ? Integer.parseInt(parts[1]) : longest;
            return bits <= longest ? Optional.of(new Network(base, bits)) : Optional.empty();
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    public boolean contains(InetAddress address) {
        byte[] own = base.getAddress();
        byte[] other = address.getAddress();
        if (own.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((own[bit / 8] & mask) != (other[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
