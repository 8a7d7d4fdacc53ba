package io.pngx.controller.config;

import io.pngx.controller.text.RefusedValueException;
import io.pngx.controller.text.Text;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The base address of a paperless-ngx instance, without the path of a page or of the API. Two addresses that lead to
 * the same place are equal. Instances are created by {@link #parse}.
 *
 * @param scheme {@code http} or {@code https}
 * @param host the host in lower case; an IPv6 address in brackets
 * @param port 1 to 65535; the default port of the scheme if the parsed text has no port
 * @param basePath the path of PAPERLESS_FORCE_SCRIPT_NAME: "" or "/x", without a slash at the end
 */
public record PaperlessUrl(String scheme, String host, int port, String basePath) {
    private static final Pattern PARTS = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)([?#].*)?");
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\]]*\\]|[^:\\[]*)(?::(.*))?");
    private static final Pattern BASE_PATH = Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]+)*");

    /** Paths at the end of copied addresses: pages of paperless-ngx 2 and 3, and the API. */
    private static final Pattern PAGE = Pattern.compile("/(api(/.*)?|admin(/.*)?|accounts(/.*)?|dashboard"
            + "|(documents|view)(/[0-9]+(/.*)?)?|settings(/.*)?|(correspondents|tags|documenttypes|storagepaths"
            + "|customfields|attributes|savedviews|tasks|logs|mail|trash|workflows|usersgroups|config)(/.*)?)$");

    /**
     * Parses an address as a user types it. Ignores blanks around the address and slashes at its end.
     *
     * @throws RefusedValueException if the text is not the base address of an instance; the message is one sentence
     *     that names the correct form, and repeats no password or query
     */
    public static PaperlessUrl parse(String text) {
        String url = text.strip();
        if (url.isEmpty()) {
            throw refused(Text.of("the address is empty; write an address such as http://paperless.lan:8000"));
        }
        if (url.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
            throw refused(Text.of("the address contains a blank or a line break; remove it"));
        }
        Matcher parts = PARTS.matcher(url);
        if (!parts.matches()) {
            throw withoutScheme(url);
        }
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw refused(Text.of("the address begins with {0}://; only http:// and https:// are allowed", scheme));
        }
        if (parts.group(2).contains("@")) {
            throw refused(
                    Text.of("the address has a user name or password before the '@'; remove that part, because the "
                            + "controller uses the API token"));
        }
        Matcher authority = AUTHORITY.matcher(parts.group(2));
        if (!authority.matches()) {
            throw refused(Text.of(
                    "the host of the address is not valid; write an address such as {0}://paperless.lan:8000", scheme));
        }
        PaperlessUrl whole = new PaperlessUrl(
                scheme,
                host(authority.group(1)),
                port(authority.group(2), scheme),
                parts.group(3).replaceAll("/+$", ""));
        return whole.checked(parts.group(4));
    }

    /** Returns scheme, host and port, always with the port. A stored token is valid for this origin only. */
    public String origin() {
        return scheme + "://" + host + ":" + port;
    }

    /** Returns the address for display. The default port of the scheme is omitted. */
    public String text() {
        return (port == defaultPort(scheme) ? scheme + "://" + host : origin()) + basePath;
    }

    @Override
    public String toString() {
        return text();
    }

    private PaperlessUrl checked(String afterPath) {
        PaperlessUrl base =
                new PaperlessUrl(scheme, host, port, PAGE.matcher(basePath).replaceFirst(""));
        // The message suggests an address with the base path, so the base path must be valid.
        boolean sound = BASE_PATH.matcher(base.basePath).matches();
        Text instead =
                sound ? Text.of("; write {0}", base.text()) : Text.of("; write only scheme, host, port and base path");
        if (afterPath != null) {
            Text part = Text.of(afterPath.startsWith("?") ? "a query after the '?'" : "a fragment after the '#'");
            throw refused(Text.of("the address has {0}{1}", part, instead));
        }
        if (!sound) {
            throw refused(Text.of(
                    "the path of the address is not a valid base path of paperless-ngx (allowed are letters, digits "
                            + "and . _ ~ - between single slashes); write an address such as {0}",
                    new PaperlessUrl(scheme, host, port, "/paperless").text()));
        }
        if (!base.equals(this)) {
            throw refused(Text.of("the address leads to a page or to the API, not to the instance{0}", instead));
        }
        return this;
    }

    private static String host(String text) {
        if (text.isEmpty()) {
            throw refused(Text.of("the address has no host; write an address such as http://paperless.lan:8000"));
        }
        if (text.contains("_")) {
            throw refused(Text.of(
                    "the host {0} has an underscore, so paperless-ngx would answer with 400 Bad Request; use the IP "
                            + "address, or a name without an underscore",
                    Quote.value(text)));
        }
        // Without brackets, the end of an IPv6 address could be read as a port.
        String host = Host.normal(text)
                .orElseThrow(() -> refused(Text.of(
                        "{0} is not a host; allowed are a name, an IPv4 address, or an IPv6 address in brackets",
                        Quote.value(text))));
        AddressPolicy.refusalOf(host).ifPresent(why -> {
            throw refused(Text.of("the host {0} {1}", Quote.value(host), why));
        });
        return host;
    }

    private static int port(String text, String scheme) {
        if (text == null) {
            return defaultPort(scheme);
        }
        return Quote.port(text)
                .orElseThrow(() -> refused(Text.of(
                        "the port {0} of the address is not a port; allowed are whole numbers from 1 to 65535 (write "
                                + "an IPv6 address in brackets)",
                        Quote.value(text))));
    }

    private static RefusedValueException withoutScheme(String url) {
        // "http:/host", "//host" and "host" are all read as "http://host".
        String rest = url.replaceFirst("(?i)^https?:/*(?!\\d+(/|$))", "").replaceFirst("^[:/]+", "");
        String scheme = url.toLowerCase(Locale.ROOT).startsWith("https:") ? "https" : "http";
        String suggestion = scheme + "://paperless.lan:8000";
        try {
            suggestion = rest.contains("://")
                    ? suggestion
                    : parse(scheme + "://" + rest).text();
        } catch (RefusedValueException stillWrong) {
            // The message keeps the example address, because the text that the user entered may contain a password.
        }
        return refused(Text.of(
                "the address does not begin with http:// or https://; write an address such as {0}", suggestion));
    }

    private static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    private static RefusedValueException refused(Text sentence) {
        return new RefusedValueException(sentence);
    }
}
