package io.pngx.controller.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * The address of an alert target. Unlike the address of an instance, it may have a path and a query, and all of it is a
 * secret. Other schemes, user names, invalid hosts and ports, and the hosts of {@link AddressPolicy} are refused.
 */
public record AlertUrl(URI uri) {
    /**
     * Parses an address.
     *
     * @throws IllegalArgumentException where it is not valid; the message is the end of a sentence and repeats no part
     */
    public static AlertUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is not an address; copy it whole, like https://ntfy.example/my-topic");
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("must begin with http:// or https://");
        }
        if (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@")) {
            throw new IllegalArgumentException(
                    "holds a user name or password before the '@'; leave it out, and enter a token instead");
        }
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException("has a fragment after the '#'; leave it out");
        }
        if (uri.getHost() == null
                || Host.normal(uri.getHost()).isEmpty()
                || uri.getPort() == 0
                || uri.getPort() > 65535) {
            throw new IllegalArgumentException(
                    "has no host and port that can be called; write it like https://ntfy.example/my-topic");
        }
        AddressPolicy.refusalOf(Host.normal(uri.getHost()).orElseThrow()).ifPresent(why -> {
            throw new IllegalArgumentException("names a host that " + why);
        });
        return new AlertUrl(uri);
    }

    /** Returns scheme, host and port. The origin may be shown, and a stored token is bound to it. */
    public String origin() {
        return uri.getScheme().toLowerCase(Locale.ROOT) + "://" + uri.getHost()
                + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    /** Returns the part after the origin, with a suffix added to the path. */
    public String pathAndQuery(String suffix) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String whole = suffix.isEmpty() ? path : path.replaceFirst("/$", "") + suffix;
        return (whole.isEmpty() ? "/" : whole) + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    /** Hides the path, which may be a key. */
    @Override
    public String toString() {
        return origin() + "/...";
    }
}
