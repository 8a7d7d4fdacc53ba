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
 * Stands at one of the two ports. Camel opens the ports first and starts the routes one after the other; whoever comes in between
 * is asked to come again, and never meets a port without its guard.
 */
public final class HttpPortGuard extends LifecycleStrategySupport implements StartupListener, Handler<RoutingContext> {
    static final int ORDER = -100;

    private final boolean management;
    private final RequestGuard guard;
    private final ErrorResponder problems;
    private final Consumer<VertxPlatformHttpRouter> handlers;
    private boolean hung;
    private volatile boolean open;

    private HttpPortGuard(boolean management, RequestGuard guard, ErrorResponder problems, Consumer<VertxPlatformHttpRouter> handlers) {
        this.management = management;
        this.guard = guard;
        this.problems = problems;
        this.handlers = handlers;
    }

    /**
     * Call it before the context starts.
     *
     * @param management the second port, or the one of the pages?
     * @param guard      before everything
     * @param handlers   puts in what comes behind; their orders are above {@link #ORDER}
     */
    public static void hang(CamelContext camel, boolean management, RequestGuard guard, ErrorResponder problems,
            Consumer<VertxPlatformHttpRouter> handlers) throws Exception {
        HttpPortGuard door = new HttpPortGuard(management, guard, problems, handlers);
        camel.addLifecycleStrategy(door);
        camel.addStartupListener(door);
    }

    /** Each server makes its router, then a thread to open its port with, and only then opens it: this is the moment in between. */
    @Override
    public void onThreadPoolAdd(CamelContext camel, ThreadPoolExecutor pool, String id, String sourceId, String routeId, String profile) {
        if (!hung) {
            camel.getRegistry().findByType(VertxPlatformHttpRouter.class).stream().filter(router -> router.isManagementServer() == management)
                    .findFirst().ifPresent(this::hang);
        }
    }

    private void hang(VertxPlatformHttpRouter router) {
        hung = true;
        router.route().order(ORDER - 1).handler(ConnectionLimit::requested);
        router.route().order(ORDER - 1).handler(new Compression());
        router.route().order(ORDER).handler(guard).failureHandler(problems::failed);
        router.route().order(ORDER + 1).handler(this);
        handlers.accept(router);
    }

    @Override
    public void onCamelContextStarted(CamelContext camel, boolean alreadyStarted) {
        if (!hung) {
            throw new IllegalStateException("There is no HTTP server; camel." + (management ? "management" : "server") + ".enabled must be true");
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
