package io.pngx.controller.web;

import io.pngx.controller.config.Settings;
import io.pngx.controller.web.api.LogStream;
import io.pngx.controller.web.http.HeaderFilter;
import io.pngx.controller.web.http.LargeForms;
import io.pngx.controller.web.http.NotFoundHandler;
import io.pngx.controller.web.pages.Problems;
import io.pngx.controller.web.pages.StaticFiles;
import io.pngx.controller.web.security.Access;
import io.pngx.controller.web.security.BoundedServers;
import io.pngx.controller.web.security.FailedLoginLimit;
import io.pngx.controller.web.security.HttpPortGuard;
import io.pngx.controller.web.security.RequestGuard;
import io.pngx.controller.web.security.Tokens;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.spi.ComponentCustomizer;

/** Creates the beans of the pages and the API, and the handlers of the HTTP port. */
public final class WebConfiguration {
    private WebConfiguration() {}

    /**
     * Binds the beans that the routes of {@code routes/web} call, and installs the guard of the HTTP port. Must be
     * called before the Camel context starts.
     */
    public static void install(WebParts parts) throws Exception {
        SharedBeans shared = SharedBeans.of(parts);
        BoundedServers.install(parts.camel());
        ApiBeans.bind(parts, shared);
        PageBeans.bind(parts, shared);
        openPort(parts, shared);
    }

    /** Installs the handlers that answer or refuse requests before the routes do. */
    private static void openPort(WebParts parts, SharedBeans shared) throws Exception {
        CamelContext camel = parts.camel();
        Settings settings = parts.settings();
        Problems problems = shared.problems();
        StaticFiles files = shared.files();
        Tokens tokens = shared.tokens();
        LogStream stream = new LogStream(parts.tables(), problems, tokens);
        FailedLoginLimit failedLogins = new FailedLoginLimit();
        // No route calls these two beans; only tests look them up.
        parts.bind("logStream", stream);
        parts.bind("failedLoginLimit", failedLogins);
        parts.bind(
                "headerFilter",
                ComponentCustomizer.builder(PlatformHttpComponent.class)
                        .build(component -> component.setHeaderFilterStrategy(new HeaderFilter())));
        HttpPortGuard.install(
                camel, false, RequestGuard.ofPages(settings.allowedHosts(), problems), problems, router -> {
                    stream.start(router.vertx());
                    router.route().order(-95).handler(new Access(settings.forward(), tokens, problems, failedLogins));
                    router.route().order(-94).handler(new LargeForms());
                    // Reads imports before Camel's body handler, whose size limit is too low for imports.
                    router.post(RequestGuard.IMPORT_PATH)
                            .order(-93)
                            .handler(BodyHandler.create(false).setBodyLimit(RequestGuard.LONGEST_IMPORT));
                    router.get("/static/*").method(HttpMethod.HEAD).order(-90).handler(files);
                    router.get(LogStream.PATH).order(-80).handler(stream);
                    Map<String, Set<String>> outsideCamel = new HashMap<>(Map.of(LogStream.PATH, Set.of("GET")));
                    files.paths().forEach(path -> outsideCamel.put(path, Set.of("GET", "HEAD")));
                    NotFoundHandler notFound = new NotFoundHandler(camel, problems, outsideCamel);
                    router.route().order(-70).handler(notFound::checkMethod);
                    router.route().order(Integer.MAX_VALUE).handler(notFound);
                });
    }
}
