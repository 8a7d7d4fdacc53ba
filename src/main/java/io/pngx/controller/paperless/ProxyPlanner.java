package io.pngx.controller.paperless;

import io.pngx.controller.config.Proxies;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Routes each call through the proxy that the environment configures for the host. */
public final class ProxyPlanner extends DefaultRoutePlanner {
    private final Proxies proxies;

    public ProxyPlanner(Proxies proxies) {
        super(null);
        this.proxies = proxies;
    }

    @Override
    protected HttpHost determineProxy(HttpHost target, HttpContext context) {
        return proxies.forTarget(target.getSchemeName(), target.getHostName())
                .map(found -> new HttpHost("http", found.host(), found.port()))
                .orElse(null);
    }

    /** Returns the user names and passwords of the proxies. Each password is sent to its own proxy only. */
    public static BasicCredentialsProvider credentials(Proxies proxies) {
        BasicCredentialsProvider credentials = new BasicCredentialsProvider();
        for (String scheme : new String[] {"http", "https"}) {
            proxies.of(scheme).filter(proxy -> proxy.credentials() != null).ifPresent(proxy -> {
                String[] parts = proxy.credentials().split(":", 2);
                credentials.setCredentials(
                        new AuthScope(proxy.host(), proxy.port()),
                        new UsernamePasswordCredentials(parts[0], parts[1].toCharArray()));
            });
        }
        return credentials;
    }
}
