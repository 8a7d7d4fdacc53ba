package io.pngx.controller.web.http;

import io.pngx.controller.sync.Hash;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Gives answers an ETag. If the client already has the answer, sends a 304 instead. */
public final class EntityTags {
    private static final int BYTES = 12;

    private EntityTags() {}

    /**
     * Sets the ETag of a body. The tag is weak, because compression changes the bytes of a response.
     *
     * @param message the complete answer to a GET
     */
    public static void apply(Call call, Message message, byte[] body) {
        String tag = "W/\"" + hash(body) + "\"";
        message.setHeader("ETag", tag);
        message.setHeader("Cache-Control", "private, no-cache");
        if (has(call.header("If-None-Match"), tag)) {
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, 304);
            message.removeHeader(Exchange.CONTENT_TYPE);
            message.setBody(null);
        }
    }

    private static boolean has(String sent, String tag) {
        return sent != null
                && (sent.strip().equals("*")
                        || Arrays.stream(sent.split(","))
                                .map(each -> each.strip().replaceFirst("^W/", ""))
                                .anyMatch(tag.substring("W/".length())::equals));
    }

    private static String hash(byte[] body) {
        return HexFormat.of().formatHex(Hash.digest("SHA-256").digest(body), 0, BYTES);
    }
}
