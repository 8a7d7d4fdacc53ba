package io.pngx.controller.config;

import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The HTTP proxies of the environment: HTTP_PROXY for {@code http://} addresses, HTTPS_PROXY for {@code https://}
 * addresses, and NO_PROXY for hosts that are called directly. The names may also be written in lower case. This machine
 * is always called directly.
 */
public final class Proxies {
    public static final Proxies NONE = new Proxies(Optional.empty(), Optional.empty(), List.of());

    private final Optional<Proxy> http;
    private final Optional<Proxy> https;
    /** Hosts, domains, addresses and ranges of NO_PROXY; {@code *} means all hosts. */
    private final List<String> direct;

    private Proxies(Optional<Proxy> http, Optional<Proxy> https, List<String> direct) {
        this.http = http;
        this.https = https;
        this.direct = direct;
    }

    /** @param credentials user and password, separated by a colon; null: the proxy needs none */
    public record Proxy(String host, int port, String credentials) {
        @Override
        public String toString() {
            return "Proxy[" + host + ":" + port + "]";
        }
    }

    /**
     * Reads the proxies.
     *
     * @throws SettingsException if the address of a proxy is not valid; the message repeats no password
     */
    static Proxies read(Environment environment) {
        List<String> direct = new ArrayList<>();
        value(environment, "NO_PROXY")
                .ifPresent(list -> Arrays.stream(list.split(","))
                        .map(String::strip)
                        .filter(each -> !each.isEmpty())
                        .map(each -> each.toLowerCase(Locale.ROOT))
                        .forEach(direct::add));
        return new Proxies(proxy(environment, "HTTP_PROXY"), proxy(environment, "HTTPS_PROXY"), direct);
    }

    private static Optional<String> value(Environment environment, String name) {
        return environment.secret(name).or(() -> environment.text(name.toLowerCase(Locale.ROOT)));
    }

    private static Optional<Proxy> proxy(Environment environment, String name) {
        return value(environment, name).map(text -> {
            String url = text.contains("://") ? text : "http://" + text;
            int at = url.lastIndexOf('@');
            String scheme = url.substring(0, url.indexOf("://"));
            String credentials = at < 0 ? null : url.substring(scheme.length() + 3, at);
            String address = at < 0 ? url : scheme + "://" + url.substring(at + 1);
            if (!scheme.equalsIgnoreCase("http")) {
                throw refused(name, "begins with " + Quote.value(scheme + "://"));
            }
            if (credentials != null && !credentials.contains(":")) {
                throw refused(name, "has a user without a password before the '@'");
            }
            try {
                PaperlessUrl read = PaperlessUrl.parse(address);
                return new Proxy(Host.bare(read.host()), read.port(), decoded(credentials));
            } catch (IllegalArgumentException e) {
                throw refused(name, "has no valid host and port");
            }
        });
    }

    private static String decoded(String credentials) {
        return credentials == null ? null : URLDecoder.decode(credentials.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static SettingsException refused(String name, String why) {
        return new SettingsException(name + " " + why
                + "; use the address of an HTTP proxy such as http://proxy.lan:3128, with user:password@ "
                + "before the host if the proxy requires a password.");
    }

    /**
     * Returns the proxy for calls to a host; empty if the host is called directly.
     *
     * @param host the host of an address; an IPv6 address with or without brackets
     */
    public Optional<Proxy> forTarget(String scheme, String host) {
        return of(scheme).filter(found -> !isDirect(host.toLowerCase(Locale.ROOT)));
    }

    /** Returns the proxy for a scheme. */
    public Optional<Proxy> of(String scheme) {
        return scheme.equals("https") ? https : http;
    }

    /** Returns whether a host is one of the proxies. */
    public boolean isProxy(String host) {
        return http.filter(proxy -> proxy.host().equals(host)).isPresent()
                || https.filter(proxy -> proxy.host().equals(host)).isPresent();
    }

    private boolean isDirect(String host) {
        String normal = Host.normal(host).orElse(host);
        Optional<InetAddress> address = Host.literal(normal);
        return Host.isLoopback(normal)
                || direct.stream()
                        .anyMatch(each -> each.equals("*")
                                || address.isPresent()
                                        && Network.parse(each)
                                                .filter(network -> network.contains(address.get()))
                                                .isPresent()
                                || address.isEmpty()
                                        && (normal.equals(each.replaceFirst("^\\*?\\.", ""))
                                                || normal.endsWith("." + each.replaceFirst("^\\*?\\.", ""))));
    }
}
