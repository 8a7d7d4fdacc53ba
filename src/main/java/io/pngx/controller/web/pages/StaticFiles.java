package io.pngx.controller.web.pages;

import io.pngx.controller.config.Build;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Serves styles, scripts and icons from memory. The path of a request never becomes the path of a file. Addresses
 * contain a checksum, so that browsers can cache files and never use an old version.
 */
public final class StaticFiles implements Handler<RoutingContext> {
    private static final String WEBJARS = "META-INF/resources/webjars/";

    private final Map<String, File> files = new LinkedHashMap<>();

    private record File(Buffer content, String type, String version) {}

    public StaticFiles(Build build) {
        add("pico.min.css", WEBJARS + "picocss__pico/" + build.pico() + "/css/pico.min.css", "text/css; charset=utf-8");
        add(
                "htmx.min.js",
                WEBJARS + "htmx.org/" + build.htmx() + "/dist/htmx.min.js",
                "text/javascript; charset=utf-8");
        add("theme.css", "static/theme.css", "text/css; charset=utf-8");
        add("app.css", "static/app.css", "text/css; charset=utf-8");
        add("app.js", "static/app.js", "text/javascript; charset=utf-8");
        for (String script : List.of("theme.js", "texts.js", "copy.js", "logs.js", "plan.js")) {
            add(script, "static/" + script, "text/javascript; charset=utf-8");
        }
        for (String icon : List.of("logo", "rest", "ok", "busy", "warn", "bad", "no-thumbnail")) {
            add(icon + ".svg", "static/" + icon + ".svg", "image/svg+xml");
        }
        for (String picture : List.of("icon-192", "icon-512", "icon-maskable")) {
            add(picture + ".png", "static/" + picture + ".png", "image/png");
        }
        add("manifest.webmanifest", "static/manifest.webmanifest", "application/manifest+json");
    }

    private void add(String name, String resource, String type) {
        try (InputStream in = StaticFiles.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The program is incomplete: " + resource + " is missing");
            }
            byte[] content = in.readAllBytes();
            CRC32 sum = new CRC32();
            sum.update(content);
            files.put("/static/" + name, new File(Buffer.buffer(content), type, Long.toHexString(sum.getValue())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the address of a file, for templates. */
    public String url(String name) {
        return "/static/" + name + "?v=" + files.get("/static/" + name).version();
    }

    /** Returns the paths of all files. */
    public Set<String> paths() {
        return Collections.unmodifiableSet(files.keySet());
    }

    @Override
    public void handle(RoutingContext context) {
        File file = files.get(context.normalizedPath());
        if (file == null) {
            context.next();
            return;
        }
        boolean current = file.version().equals(context.queryParams().get("v"));
        context.response()
                .putHeader("Content-Type", file.type())
                .putHeader("Cache-Control", current ? "public, max-age=31536000, immutable" : "no-cache")
                .end(file.content());
    }
}
