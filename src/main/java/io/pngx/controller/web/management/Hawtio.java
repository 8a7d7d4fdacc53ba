package io.pngx.controller.web.management;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Serves the Hawtio console from its published war, with the {@link HawtioPatches}. Also gives the answers that the
 * console expects from Hawtio's server: no second login, no plugins, and no connection to another Jolokia.
 */
final class Hawtio implements Handler<RoutingContext> {
    static final String PATH = "/hawtio/";
    static final String JOLOKIA = "/hawtio/jolokia";
    private static final Map<String, String> ANSWERS = Map.of(
            "user",
            "\"public\"",
            "plugin",
            "[]",
            "proxy/enabled",
            "false",
            "keycloak/enabled",
            "false",
            "auth/config",
            "{}",
            "auth/config/session-timeout",
            "{}",
            "preset-connections",
            "[]",
            "hawtconfig.json",
            "{\"branding\":{\"appName\":\"pngx-controller\",\"showAppLogo\":false},"
                    + "\"about\":{\"title\":\"pngx-controller\"},\"disabledRoutes\":[\"/connect\"]}");

    private static final Map<String, String> TYPES = Map.of(
            "html",
            "text/html; charset=utf-8",
            "js",
            "text/javascript; charset=utf-8",
            "css",
            "text/css; charset=utf-8",
            "svg",
            "image/svg+xml",
            "png",
            "image/png",
            "ico",
            "image/x-icon",
            "woff2",
            "font/woff2",
            "ttf",
            "font/ttf");

    private record File(Buffer content, String tag) {}

    @Override
    public void handle(RoutingContext context) {
        String name = context.normalizedPath().replaceFirst("^" + PATH + "?", "");
        if (ANSWERS.containsKey(name)) {
            context.response()
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-store")
                    .end(ANSWERS.get(name));
            return;
        }
        context.vertx().executeBlocking(() -> read(name)).onComplete(file -> {
            if (file.failed()) {
                context.fail(file.cause());
            } else if (file.result() == null) {
                context.next();
            } else {
                send(context, type(name), file.result());
            }
        });
    }

    /**
     * Reads a file of the console; null if the file does not exist. For an address of the console's router, such as
     * {@code /hawtio/camel/routes}, reads the index page.
     */
    private static File read(String name) throws IOException {
        String file = name.matches("(static|img)/.*|.*\\.[a-z0-9]+") ? name : "index.html";
        if (!file.matches("[A-Za-z0-9_-][A-Za-z0-9._/-]*") || file.contains("..")) {
            return null;
        }
        try (InputStream in = Hawtio.class.getClassLoader().getResourceAsStream("hawtio-static/" + file)) {
            if (in == null) {
                return null;
            }
            byte[] content = HawtioPatches.applyTo(file, in.readAllBytes());
            CRC32 sum = new CRC32();
            sum.update(content);
            return new File(Buffer.buffer(content), "W/\"" + Long.toHexString(sum.getValue()) + "\"");
        }
    }

    private static String type(String name) {
        return TYPES.getOrDefault(
                name.contains(".") ? name.substring(name.lastIndexOf('.') + 1) : "html", "application/octet-stream");
    }

    /** Sends a file with an ETag. Browsers must revalidate scripts, because patched scripts keep their names. */
    private static void send(RoutingContext context, String type, File file) {
        context.response()
                .putHeader("Content-Type", type)
                .putHeader("Cache-Control", "private, no-cache")
                .putHeader("ETag", file.tag());
        if (file.tag().equals(context.request().getHeader("If-None-Match"))) {
            context.response().setStatusCode(304).end();
        } else {
            context.response().end(file.content());
        }
    }
}
