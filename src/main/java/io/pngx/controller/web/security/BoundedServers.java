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
 * Creates the HTTP servers of both ports with limits. Camel takes its Vert.x from the registry and sets no limits. This
 * Vert.x adds an idle timeout, a {@link ConnectionLimit} and {@link Compression}.
 */
public final class BoundedServers extends VertxWrapper {
    /** Idle timeout. No answer takes longer: on a slow machine, the console needs minutes to read all MBeans. */
    private static final int IDLE_SECONDS = 900;

    private static final int MOST_CONNECTIONS = 256;
    private static final int LEAST_CONNECTIONS = 16;
    /** Each port accepts (file descriptors of the process / SHARE) connections, within the two limits above. */
    private static final int SHARE = 8;
    /** Number of worker threads: twice the default of Vert.x, because two servers share the pool. */
    private static final int WORKERS = 40;

    private final int most;

    private BoundedServers(Vertx vertx, int most) {
        super((VertxInternal) vertx);
        this.most = most;
    }

    /**
     * Installs this Vert.x. Must be called before the Camel context starts. When the context stops, this Vert.x is
     * closed.
     */
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
        // Cleartext HTTP/2 is off, because no client needs it and one connection would carry many requests.
        HttpServerOptions bounded = Compression.on(options)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setHttp2ClearTextEnabled(false);
        return new ConnectionLimit(this, most, ConnectionLimit.Patience.USUAL).guard(super.createHttpServer(bounded));
    }
}
