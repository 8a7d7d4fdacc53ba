package io.pngx.controller.paperless;

import java.util.Map;

/**
 * What an instance asks for beyond its address and token.
 *
 * @param headers sent with every call, for what stands in front of it, such as Cloudflare Access; as secret as the token
 * @param ca      certificates, as PEM, one of which its own must come from; null: those of the Java runtime
 */
public record ConnectionOptions(Map<String, String> headers, String ca) {
    public static final ConnectionOptions PLAIN = new ConnectionOptions(Map.of(), null);

    /** Without the values. */
    @Override
    public String toString() {
        return "ConnectionOptions[headers=" + headers.keySet() + ", ca=" + (ca == null ? "none" : "(set)") + "]";
    }
}
