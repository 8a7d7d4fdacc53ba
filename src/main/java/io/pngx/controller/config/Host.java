package io.pngx.controller.config;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Parses and classifies host names and addresses. Makes no DNS lookup. */
public final class Host {
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*\\.?");
    private static final Pattern NUMBERS = Pattern.compile("(.*\\.)?[0-9]+\\.?");
    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f]*:[0-9a-f:]*:[0-9a-f:.]*|::");

    private Host() {}

    /**
     * Returns the normal form of a host: lower case, IPv6 addresses in brackets, other scripts as punycode. Empty if
     * the text is not a host.
     */
    public static Optional<String> normal(String text) {
        String host = ascii(text.strip()).toLowerCase(Locale.ROOT);
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (IPV6.matcher(bare).matches()) {
            return address("[" + bare + "]").map(known -> "[" + bare + "]");
        }
        if (NUMBERS.matcher(host).matches()) {
            // Rejects forms such as "127.1" and "010.0.0.1", which programs interpret differently.
            return Optional.of(host).filter(h -> IPV4.matcher(h).matches());
        }
        return Optional.of(host)
                .filter(h -> h.length() <= 253 && NAME.matcher(h).matches());
    }

    /** Returns whether only this machine can reach the host: a loopback address, or the name localhost. */
    static boolean isLoopback(String normal) {
        return normal.equals("localhost")
                || literal(normal).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    /** Returns whether the host stands for all addresses of this machine: 0.0.0.0 or [::]. */
    static boolean isWildcard(String normal) {
        return literal(normal).filter(InetAddress::isAnyLocalAddress).isPresent();
    }

    /** Returns the form that is needed to open a socket: an IPv6 address without its brackets. */
    static String bare(String normal) {
        return normal.startsWith("[") ? normal.substring(1, normal.length() - 1) : normal;
    }

    /** Returns the IP address if a host in its normal form is an address; empty if the host is a name. */
    static Optional<InetAddress> literal(String normal) {
        return normal.startsWith("[") || IPV4.matcher(normal).matches() ? address(normal) : Optional.empty();
    }

    private static Optional<InetAddress> address(String literal) {
        try {
            return Optional.of(InetAddress.getByName(literal));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    private static String ascii(String host) {
        try {
            return IDN.toASCII(host);
        } catch (IllegalArgumentException notAName) {
            return host;
        }
    }
}
