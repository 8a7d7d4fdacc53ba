package io.pngx.controller.paperless;

import java.util.Map;

/**
 * The options for calls of an instance, in addition to address and token.
 *
 * @param headers extra headers for a proxy in front of the instance, such as Cloudflare Access; as secret as the token
 * @param ca PEM certificates of the trusted CAs; null: the CAs of the Java runtime
 */
public record ConnectionOptions(Map<String, String> headers, String ca) {
    public static final ConnectionOptions PLAIN = new ConnectionOptions(Map.of(), null);

    /** Omits the values of the headers, so that no log contains them. */
    @Override
    public String toString() {
        return "ConnectionOptions[headers=" + headers.keySet() + ", ca=" + (ca == null ? "none" : "(set)") + "]";
    }
}
