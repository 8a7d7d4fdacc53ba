package io.pngx.controller.paperless;

import io.pngx.controller.config.Proxies;
import io.pngx.controller.config.Proxies.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Opens connections to instances. Refuses addresses that the controller never calls, checks certificates, and uses
 * proxies.
 */
final class Transport {
    private static final String CA = "pngx.ca";
    /** Checks a connection before each reuse. */
    private static final ConnectionConfig CHECKED = config(TimeValue.ZERO_MILLISECONDS);
    /**
     * Reuses a connection that was used less than 100 ms ago without a check. A check waits 1 ms, which doubles the
     * time of a call on the same machine.
     */
    private static final ConnectionConfig TRUSTED = config(TimeValue.ofMilliseconds(100));

    private static final TlsSocketStrategy DEFAULT_TLS = DefaultClientTlsStrategy.createDefault();

    private final Proxies proxies;
    private final Map<String, TlsSocketStrategy> tlsByCa = new ConcurrentHashMap<>();
    private final HttpClientConnectionManager connectionManager;
    /** Whether the call of this thread is a POST. The thread of a call also leases its connection. */
    private final ThreadLocal<Boolean> post = ThreadLocal.withInitial(() -> true);

    Transport(Proxies proxies) {
        this.proxies = proxies;
        connectionManager = connectionManager();
    }

    /**
     * Creates the pool. Before a POST, and after a pause, the pool checks that the server has not closed the connection.
     * Otherwise a POST would be lost, because a POST is never repeated.
     */
    private HttpClientConnectionManager connectionManager() {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(HeaderLimits.connections())
                .setConnectionConfigResolver(route -> post.get() ? CHECKED : TRUSTED)
                .setDnsResolver(new SafeResolver(proxies))
                .setTlsSocketStrategy(this::upgrade)
                .setMaxConnPerRoute(8)
                .setMaxConnTotal(64)
                .build();
    }

    private static ConnectionConfig config(TimeValue validateAfter) {
        return ConnectionConfig.custom()
                .setValidateAfterInactivity(validateAfter)
                .setConnectTimeout(Timeout.ofSeconds(10))
                .setSocketTimeout(Timeout.ofSeconds(120))
                .build();
    }

    void configure(HttpClientBuilder builder) {
        builder.setConnectionManager(new PersistentPool(connectionManager)).setConnectionManagerShared(true);
        builder.setDefaultCredentialsProvider(ProxyPlanner.credentials(proxies));
    }

    /** @param address the address of the instance, not of a proxy */
    HttpRoute route(HttpHost address, HttpContext context) throws HttpException {
        return new ProxyPlanner(proxies).determineRoute(address, context);
    }

    /**
     * Prepares the context of a call. The pool then reuses only a connection that was opened with the same trusted
     * certificates.
     */
    void prepare(HttpRequest request, HttpHost address, ConnectionOptions options, HttpClientContext context) {
        post.set("POST".equals(request.getMethod()));
        context.setAttribute(CA, options.ca());
        context.setUserToken(options.ca());
        if (address.getSchemeName().equals("http")) {
            // The password is sent with the first request, because a streamed body could not be sent again after the
            // proxy asked for the password.
            proxies.forTarget("http", address.getHostName())
                    .map(Proxy::credentials)
                    .ifPresent(credentials -> request.setHeader(
                            HttpHeaders.PROXY_AUTHORIZATION,
                            "Basic "
                                    + Base64.getEncoder()
                                            .encodeToString(credentials.getBytes(StandardCharsets.UTF_8))));
        }
    }

    /**
     * Ends a call immediately; any thread may call this method. Stops the wait for a connection, and closes an open
     * connection without reading the rest of the answer.
     */
    static void disconnect(ExecChain.Scope scope) {
        if (scope.originalRequest instanceof Cancellable request) {
            request.cancel();
        }
        scope.execRuntime.discardEndpoint();
    }

    private SSLSocket upgrade(Socket socket, String target, int port, Object attachment, HttpContext context)
            throws java.io.IOException {
        String ca = (String) context.getAttribute(CA);
        TlsSocketStrategy strategy = ca == null
                ? DEFAULT_TLS
                : tlsByCa.computeIfAbsent(ca, pem -> new DefaultClientTlsStrategy(Certificates.trusting(pem)));
        return strategy.upgrade(socket, target, port, attachment, context);
    }
}
