package io.pngx.controller.alerts;

import io.pngx.controller.config.AlertUrl;
import io.pngx.controller.config.Proxies;
import io.pngx.controller.config.Vault;
import io.pngx.controller.paperless.HeaderLimits;
import io.pngx.controller.paperless.ProxyPlanner;
import io.pngx.controller.paperless.SafeResolver;
import io.pngx.controller.store.AlertTarget;
import io.pngx.controller.store.AlertTargets;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.util.Timeout;

/**
 * Replaces the placeholder host of a route, such as {@code http://webhook/}, by the address of the target, and adds the
 * token. So no exchange, trace or metric contains the address or the token. The gateway follows no redirects, because
 * only addresses that a user entered are trusted.
 */
public final class AlertGateway implements HttpClientConfigurer {
    private static final Set<String> HEADERS_THAT_PASS =
            Set.of("content-type", "content-length", "transfer-encoding", "title", "priority");
    private static final Timeout PATIENCE = Timeout.ofSeconds(10);

    private final AlertTargets targets;
    private final Vault vault;
    private final Proxies proxies;

    AlertGateway(AlertTargets targets, Vault vault, Proxies proxies) {
        this.targets = targets;
        this.vault = vault;
        this.proxies = proxies;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        builder.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(HeaderLimits.connections())
                .setDnsResolver(new SafeResolver(proxies))
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(PATIENCE)
                        .setSocketTimeout(PATIENCE)
                        .build())
                .build());
        builder.setDefaultRequestConfig(RequestConfig.custom()
                .setResponseTimeout(PATIENCE)
                .setRedirectsEnabled(false)
                .build());
        builder.disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableContentCompression();
        ProxyPlanner planner = new ProxyPlanner(proxies);
        builder.setDefaultCredentialsProvider(ProxyPlanner.credentials(proxies));
        builder.setRoutePlanner(
                (target, context) -> planner.determineRoute(host(url(target(target.getHostName()))), context));
        builder.addExecInterceptorFirst("alerts", this::execute);
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        AlertTarget target = target(request.getAuthority().getHostName());
        AlertUrl url = url(target);
        for (Header header : request.getHeaders()) {
            if (!HEADERS_THAT_PASS.contains(header.getName().toLowerCase(Locale.ROOT))) {
                request.removeHeaders(header.getName());
            }
        }
        String more = request.getPath().replaceFirst("\\?.*$", "");
        request.setScheme(host(url).getSchemeName());
        request.setAuthority(new URIAuthority(url.uri().getHost(), url.uri().getPort()));
        request.setPath(url.pathAndQuery(more.equals("/") ? "" : more));
        if (target.token() != null) {
            request.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + vault.decrypt(target.token()));
        }
        request.setHeader(HttpHeaders.USER_AGENT, "pngx-controller");
        return chain.proceed(request, scope);
    }

    private AlertTarget target(String name) {
        return targets.find(name)
                .orElseThrow(() -> new IllegalStateException("The alert target of this name no longer exists."));
    }

    private AlertUrl url(AlertTarget target) {
        return AlertUrl.parse(vault.decrypt(target.url()));
    }

    private static HttpHost host(AlertUrl url) {
        return new HttpHost(
                url.uri().getScheme().toLowerCase(Locale.ROOT),
                url.uri().getHost(),
                url.uri().getPort());
    }
}
