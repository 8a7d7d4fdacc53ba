package io.pngx.controller.config;

import io.pngx.controller.text.RefusedValueException;
import io.pngx.controller.text.Text;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * The address of an alert target. Unlike the address of an instance, this address may have a path and a query, and the
 * whole address is a secret. The scheme must be http or https. Refuses user names, invalid hosts and ports, and the
 * hosts that {@link AddressPolicy} refuses.
 */
public record AlertUrl(URI uri) {
    /**
     * Parses an address.
     *
     * @throws RefusedValueException if the address is not valid. The message begins with the verb, for example
     *     {@code has no valid host and port}, and repeats no part of the address
     */
    public static AlertUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new RefusedValueException(
                    Text.of("is not an address; copy the whole address, such as https://ntfy.example/my-topic"));
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new RefusedValueException(Text.of("must begin with http:// or https://"));
        }
        if (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@")) {
            throw new RefusedValueException(
                    Text.of("has a user name or password before the '@'; remove that part, and enter a token instead"));
        }
        if (uri.getRawFragment() != null) {
            throw new RefusedValueException(Text.of("has a fragment after the '#'; remove the fragment"));
        }
        if (uri.getHost() == null
                || Host.normal(uri.getHost()).isEmpty()
                || uri.getPort() == 0
                || uri.getPort() > 65535) {
            throw new RefusedValueException(
                    Text.of("has no valid host and port; write an address such as https://ntfy.example/my-topic"));
        }
        AddressPolicy.refusalOf(Host.normal(uri.getHost()).orElseThrow()).ifPresent(why -> {
            throw new RefusedValueException(Text.of("names a host that {0}", why));
        });
        return new AlertUrl(uri);
    }

    /** Returns scheme, host and port, which are not secret. A stored token is valid for this origin only. */
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

    /** Hides the path, which may contain a key. */
    @Override
    public String toString() {
        return origin() + "/...";
    }
}
