package io.pngx.controller.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * The address that an alert goes to. Unlike that of a paperless it may have a path and a query, and all of it is a secret.
 * The same is refused in both: other schemes, user names, hosts and ports that are none, and hosts that are never called.
 */
public record AlertUrl(URI uri) {
    /** @throws IllegalArgumentException with one sentence, which repeats nothing of it */
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

    /** Scheme, host and port: fit to be shown, and what a token is bound to. */
    public String origin() {
        return uri.getScheme().toLowerCase(Locale.ROOT) + "://" + uri.getHost()
                + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    /** What stands behind the origin. */
    public String pathAndQuery(String more) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String whole = more.isEmpty() ? path : path.replaceFirst("/$", "") + more;
        return (whole.isEmpty() ? "/" : whole) + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    /** The path may be a key. */
    @Override
    public String toString() {
        return origin() + "/...";
    }
}
