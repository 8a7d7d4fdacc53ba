package io.pngx.controller.alerts;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.config.AlertUrl;
import io.pngx.controller.config.Proxies;
import io.pngx.controller.config.Vault;
import io.pngx.controller.paperless.HeaderLimits;
import io.pngx.controller.paperless.ProxyPlanner;
import io.pngx.controller.paperless.SafeResolver;
import io.pngx.controller.store.AlertKind;
import io.pngx.controller.store.AlertTarget;
import io.pngx.controller.store.AlertTargets;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Setting;
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
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.util.Timeout;

/**
 * Replaces the placeholder host of a route, such as {@code http://webhook/}, by the address of the target, and adds the
 * secret. So no exchange, trace or metric contains the address or the secret. The gateway follows no redirects, because
 * only addresses that a user entered are trusted.
 */
public final class AlertGateway implements HttpClientConfigurer {
    private static final Set<String> HEADERS_THAT_PASS =
            Set.of("content-type", "content-length", "transfer-encoding", "title", "priority");
    private static final Timeout PATIENCE = Timeout.ofSeconds(10);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final KeyValues settings;
    private final AlertTargets targets;
    private final Vault vault;
    private final Proxies proxies;

    AlertGateway(KeyValues settings, AlertTargets targets, Vault vault, Proxies proxies) {
        this.settings = settings;
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
        builder.setRoutePlanner((target, context) ->
                planner.determineRoute(host(destination(target.getHostName()).url()), context));
        builder.addExecInterceptorFirst("alerts", this::execute);
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Destination to = destination(request.getAuthority().getHostName());
        AlertUrl url = to.url();
        for (Header header : request.getHeaders()) {
            if (!HEADERS_THAT_PASS.contains(header.getName().toLowerCase(Locale.ROOT))) {
                request.removeHeaders(header.getName());
            }
        }
        String more = request.getPath().replaceFirst("\\?.*$", "");
        if (to.kind() == AlertKind.TELEGRAM) {
            more = "/bot" + to.secret() + "/sendMessage";
        }
        request.setScheme(host(url).getSchemeName());
        request.setAuthority(new URIAuthority(url.uri().getHost(), url.uri().getPort()));
        request.setPath(url.pathAndQuery(more.equals("/") ? "" : more));
        if (to.kind() == AlertKind.APPRISE && to.secret() != null) {
            addServices(request, to.secret());
        } else if (to.kind() != AlertKind.TELEGRAM && to.secret() != null) {
            request.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + to.secret());
        }
        request.setHeader(HttpHeaders.USER_AGENT, "pngx-controller");
        return chain.proceed(request, scope);
    }

    /** Adds the addresses of Apprise's services, which contain passwords. */
    private static void addServices(ClassicHttpRequest request, String urls) throws IOException, HttpException {
        ObjectNode body = (ObjectNode) JSON.readTree(EntityUtils.toString(request.getEntity()));
        request.setEntity(
                new StringEntity(JSON.writeValueAsString(body.put("urls", urls)), ContentType.APPLICATION_JSON));
    }

    /** @param secret null: the target has no secret */
    private record Destination(AlertKind kind, AlertUrl url, String secret) {}

    private Destination destination(String host) {
        if (host.equals(ReleaseCheck.HOST)) {
            AlertUrl url = settings.get(Setting.RELEASE_URL)
                    .orElseThrow(() -> new IllegalStateException("The setting release_url has no address."));
            return new Destination(null, url, null);
        }
        AlertTarget target = targets.find(host)
                .orElseThrow(() -> new IllegalStateException("The alert target of this name no longer exists."));
        return new Destination(
                target.kind(),
                AlertUrl.parse(vault.decrypt(target.url())),
                target.token() == null ? null : vault.decrypt(target.token()));
    }

    private static HttpHost host(AlertUrl url) {
        return new HttpHost(
                url.uri().getScheme().toLowerCase(Locale.ROOT),
                url.uri().getHost(),
                url.uri().getPort());
    }
}
