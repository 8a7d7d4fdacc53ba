package io.pngx.controller.web.security;

import com.sun.management.UnixOperatingSystemMXBean;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * The Vert.x with which Camel makes the servers of both ports. Camel sets no limits on these servers;
 * {@code BoundedServers} adds an idle timeout, a {@link ConnectionLimit} and {@link Compression}.
 */
public final class BoundedServers extends VertxWrapper {
    /** Longer than any answer takes: the console reads all beans and counters in minutes on a slow machine. */
    private static final int IDLE_SECONDS = 900;

    private static final int MOST_CONNECTIONS = 256;
    private static final int LEAST_CONNECTIONS = 16;
    /** Each of the two ports may take so much of the descriptors that the process has. */
    private static final int SHARE = 8;
    /** Each of the two servers had 20 before they shared them. */
    private static final int WORKERS = 40;

    private final int most;

    private BoundedServers(Vertx vertx, int most) {
        super((VertxInternal) vertx);
        this.most = most;
    }

    /** Call it before the context starts. It is closed with the context. */
    public static void install(CamelContext camel) throws Exception {
        BoundedServers servers =
                new BoundedServers(Vertx.vertx(new VertxOptions().setWorkerPoolSize(WORKERS)), mostConnections());
        camel.getRegistry().bind("vertx", servers);
        camel.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopped(CamelContext context) {
                servers.close();
            }
        });
    }

    private static int mostConnections() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? (int) Math.max(
                        LEAST_CONNECTIONS, Math.min(MOST_CONNECTIONS, system.getMaxFileDescriptorCount() / SHARE))
                : MOST_CONNECTIONS;
    }

    @Override
    public HttpServer createHttpServer(HttpServerOptions options) {
        // Cleartext HTTP/2 is off: no client needs it, and one connection would carry many requests.
        HttpServerOptions bounded = Compression.on(options)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setHttp2ClearTextEnabled(false);
        return new ConnectionLimit(this, most, ConnectionLimit.Patience.USUAL).guard(super.createHttpServer(bounded));
    }
}
