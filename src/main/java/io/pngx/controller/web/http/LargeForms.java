package io.pngx.controller.web.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.pngx.controller.text.Text;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads forms with long fields, such as the text of a rule or the certificates of a CA. Vert.x refuses form fields over
 * 8 kB, and Camel has no option for that limit. This handler gives forms another content type, so that Vert.x passes
 * them on as plain bodies. The size limit of the request guard still applies.
 */
public final class LargeForms implements Handler<RoutingContext> {
    /** A content type that Vert.x and Camel do not treat as a form. */
    private static final String WHOLE = "application/x-whole-form";

    private static final int MOST_FIELDS = 2000;

    @Override
    public void handle(RoutingContext context) {
        String type = context.request().getHeader("Content-Type");
        if (type != null && type.strip().toLowerCase(Locale.ROOT).startsWith(MediaTypes.FORM)) {
            context.request().headers().set("Content-Type", WHOLE);
        }
        context.next();
    }

    /** Returns the content type that the client sent. */
    static String named(String type) {
        return type.equals(WHOLE) ? MediaTypes.FORM : type;
    }

    static Map<String, List<String>> read(byte[] body) {
        try {
            return new QueryStringDecoder(
                            new String(body, StandardCharsets.UTF_8), StandardCharsets.UTF_8, false, MOST_FIELDS, true)
                    .parameters();
        } catch (IllegalArgumentException e) {
            throw ApiProblem.badRequest(
                    Text.of("The form can't be read: each % must be followed by two hexadecimal digits."));
        }
    }
}
