package io.pngx.controller.web.security;

import io.pngx.controller.web.http.ErrorResponder;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Guards one of the two HTTP ports as soon as Camel opens the port. Camel opens the ports before the routes start.
 * Until all routes have started, requests are answered with 503.
 */
public final class HttpPortGuard extends LifecycleStrategySupport implements StartupListener, Handler<RoutingContext> {
    static final int ORDER = -100;

    private final boolean management;
    private final RequestGuard guard;
    private final ErrorResponder problems;
    private final Consumer<VertxPlatformHttpRouter> handlers;
    private boolean installed;
    private volatile boolean open;

    private HttpPortGuard(
            boolean management,
            RequestGuard guard,
            ErrorResponder problems,
            Consumer<VertxPlatformHttpRouter> handlers) {
        this.management = management;
        this.guard = guard;
        this.problems = problems;
        this.handlers = handlers;
    }

    /**
     * Installs the guard. Must be called before the Camel context starts.
     *
     * @param management true: the management port; false: the port of pages and API
     * @param guard checks each request first
     * @param handlers adds the handlers that follow, with orders above {@link #ORDER}
     */
    public static void install(
            CamelContext camel,
            boolean management,
            RequestGuard guard,
            ErrorResponder problems,
            Consumer<VertxPlatformHttpRouter> handlers)
            throws Exception {
        HttpPortGuard port = new HttpPortGuard(management, guard, problems, handlers);
        camel.addLifecycleStrategy(port);
        camel.addStartupListener(port);
    }

    /**
     * Installs the handlers when Camel adds its first thread pool: at that time, the router exists, but the port is not
     * open yet.
     */
    @Override
    public void onThreadPoolAdd(
            CamelContext camel, ThreadPoolExecutor pool, String id, String sourceId, String routeId, String profile) {
        if (!installed) {
            camel.getRegistry().findByType(VertxPlatformHttpRouter.class).stream()
                    .filter(router -> router.isManagementServer() == management)
                    .findFirst()
                    .ifPresent(this::install);
        }
    }

    private void install(VertxPlatformHttpRouter router) {
        installed = true;
        router.route().order(ORDER - 1).handler(ConnectionLimit::requested);
        router.route().order(ORDER - 1).handler(new Compression());
        router.route().order(ORDER).handler(guard).failureHandler(problems::failed);
        router.route().order(ORDER + 1).handler(this);
        handlers.accept(router);
    }

    @Override
    public void onCamelContextStarted(CamelContext camel, boolean alreadyStarted) {
        if (!installed) {
            throw new IllegalStateException("There is no HTTP server; camel." + (management ? "management" : "server")
                    + ".enabled must be true");
        }
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext camel, boolean alreadyStarted) {
        open = true;
    }

    @Override
    public void handle(RoutingContext context) {
        if (open || !management && context.normalizedPath().startsWith("/static/")) {
            context.next();
        } else {
            problems.starting(context);
        }
    }
}
