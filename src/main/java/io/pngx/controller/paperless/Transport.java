package io.pngx.controller.paperless;

import io.pngx.controller.config.Proxies;
import io.pngx.controller.config.Proxies.Proxy;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Opens connections to instances. Refuses addresses that the controller never calls, checks certificates, and uses
 * proxies.
 */
final class Transport {
    private static final String CA = "pngx.ca";

    /** The way in which a call gets its connection. */
    private enum Reuse {
        /**
         * The pool checks each connection before reuse. The controller never repeats a POST or DELETE, so such a call
         * would be lost on a connection that the server has closed.
         */
        CHECKED(TimeValue.ZERO_MILLISECONDS),
        /**
         * The pool checks a connection only if its last use was more than half a second ago. A check takes up to a
         * millisecond, which is most of the time of a call in a local network.
         */
        UNCHECKED(TimeValue.ofMilliseconds(500)),
        /** The call opened a new connection. */
        NONE(TimeValue.ZERO_MILLISECONDS);

        private final ConnectionConfig config;

        Reuse(TimeValue uncheckedFor) {
            config = ConnectionConfig.custom()
                    .setValidateAfterInactivity(uncheckedFor)
                    .setConnectTimeout(Timeout.ofSeconds(10))
                    .setSocketTimeout(Timeout.ofSeconds(120))
                    .build();
        }
    }

    private static final TlsSocketStrategy DEFAULT_TLS = DefaultClientTlsStrategy.createDefault();

    private final Proxies proxies;
    private final Map<String, TlsSocketStrategy> tlsByCa = new ConcurrentHashMap<>();
    private final HttpClientConnectionManager connectionManager;
    /** For each thread, the way in which its current call gets a connection. */
    private final ThreadLocal<Reuse> reuse = ThreadLocal.withInitial(() -> Reuse.CHECKED);

    Transport(Proxies proxies) {
        this.proxies = proxies;
        connectionManager = connectionManager();
    }

    private HttpClientConnectionManager connectionManager() {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(HeaderLimits.connections())
                .setConnectionConfigResolver(route -> reuse.get().config)
                .setDnsResolver(new SafeResolver(proxies))
                .setTlsSocketStrategy(this::upgrade)
                .setMaxConnPerRoute(8)
                .setMaxConnTotal(64)
                .build();
    }

    void configure(HttpClientBuilder builder) {
        builder.setConnectionManager(new PersistentPool(connectionManager, () -> reuse.set(Reuse.NONE)))
                .setConnectionManagerShared(true);
        builder.setDefaultCredentialsProvider(ProxyPlanner.credentials(proxies));
    }

    /** @param address the address of the instance, not of a proxy */
    HttpRoute route(HttpHost address, HttpContext context) throws HttpException {
        return new ProxyPlanner(proxies).determineRoute(address, context);
    }

    /** Prepares a call. The prepared call reuses no connection that was opened with other trusted certificates. */
    void prepare(HttpRequest request, HttpHost address, ConnectionOptions options, HttpClientContext context) {
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

    /** Shortens the time that a call waits for its answer. */
    static void waitAtMost(Timeout longest, HttpClientContext context) {
        RequestConfig config = context.getRequestConfigOrDefault();
        if (config.getResponseTimeout() == null || config.getResponseTimeout().compareTo(longest) > 0) {
            context.setRequestConfig(
                    RequestConfig.copy(config).setResponseTimeout(longest).build());
        }
    }

    /** Makes a prepared call. Repeats a read or a PATCH once if the server had closed the reused connection. */
    ClassicHttpResponse proceed(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        boolean mayRepeat =
                Guard.isRead(request.getMethod()) || request.getMethod().equals("PATCH");
        reuse.set(mayRepeat ? Reuse.UNCHECKED : Reuse.CHECKED);
        try {
            return chain.proceed(request, scope);
        } catch (NoHttpResponseException | SocketException e) {
            if (reuse.get() != Reuse.UNCHECKED || scope.execRuntime.isExecutionAborted()) {
                throw e;
            }
            reuse.set(Reuse.CHECKED);
            ClassicHttpRequest again = ClassicRequestBuilder.copy(request).build();
            // The chain added these headers, and refuses a request that already has them.
            again.removeHeaders(HttpHeaders.CONTENT_LENGTH);
            again.removeHeaders(HttpHeaders.TRANSFER_ENCODING);
            return chain.proceed(again, scope);
        }
    }

    /**
     * Ends a call at once, from any thread: stops waiting for a connection, and closes an open connection without
     * reading the rest.
     */
    static void disconnect(ExecChain.Scope scope) {
        if (scope.originalRequest instanceof Cancellable request) {
            request.cancel();
        }
        scope.execRuntime.discardEndpoint();
    }

    private SSLSocket upgrade(Socket socket, String target, int port, Object attachment, HttpContext context)
            throws IOException {
        String ca = (String) context.getAttribute(CA);
        TlsSocketStrategy strategy = ca == null
                ? DEFAULT_TLS
                : tlsByCa.computeIfAbsent(ca, pem -> new DefaultClientTlsStrategy(Certificates.trusting(pem)));
        return strategy.upgrade(socket, target, port, attachment, context);
    }
}
