package io.pngx.controller.rules;

import io.pngx.controller.config.Proxies;
import io.pngx.controller.paperless.ProxyPlanner;
import io.pngx.controller.paperless.ShortHeaders;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.util.URISupport;
import org.apache.camel.util.UnsafeUriCharactersEncoder;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.util.Timeout;

/**
 * The HTTP calls of rules. Their routes say {@code http://rule-new-invoice-r1-1}; here the address takes the place of that
 * name, so that a key in it is part of no endpoint, bean, exchange, trace or metric. Apart from the gateway of the instances:
 * a rule has no way to the tokens, and none to an instance by its name.
 */
final class RuleCalls {
    /** The component behind them. */
    static final String SCHEME = "rulehttp";

    private static final Timeout CONNECT = Timeout.ofSeconds(5);
    private static final Timeout ANSWER = Timeout.ofSeconds(30);
    /** Stands for a query that is hidden: Camel takes GET for meant where there is one. */
    private static final String A_QUERY = "query";

    private final Map<String, URI> addresses = new ConcurrentHashMap<>();

    /**
     * @param name    what the call is to be known by, {@code rule-NAME-rREVISION-NUMBER}
     * @param written the address as the rule has it: what the environment holds of the options for Camel is not filled in
     * @param address the same with all that is filled in
     * @return the endpoint that stands for it, with the options alone
     * @throws IllegalArgumentException with the end of a sentence, where nothing can be called there
     */
    String hide(CamelContext camel, String name, String written, String address) {
        EndpointUriFactory known = camel.getCamelContextExtension().getEndpointUriFactory("http");
        try {
            Map<String, Object> query = query(address);
            query.keySet().removeIf(parameter -> isOption(known, parameter));
            Map<String, Object> options = query(written.contains("?") ? written : address);
            options.keySet().removeIf(parameter -> !isOption(known, parameter));
            String hidden = query.isEmpty() ? "" : "?" + URISupport.createQueryString(query);
            String place = address.replaceFirst("\\?.*$", "").replaceFirst("(?i)^(https?):/*", "$1://");
            addresses.put(name, checked(new URI(UnsafeUriCharactersEncoder.encodeHttpURI(place + hidden))));
            if (!query.isEmpty()) {
                options.put(A_QUERY, "hidden");
            }
            return SCHEME + ":http://" + name + options.entrySet().stream().map(RuleCalls::parameter).collect(Collectors.joining("&", options.isEmpty() ? "" : "?", ""));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is no address", e);
        }
    }

    private static Map<String, Object> query(String uri) throws URISyntaxException {
        return URISupport.parseQuery(uri.contains("?") ? uri.substring(uri.indexOf('?') + 1) : "", true);
    }

    private static boolean isOption(EndpointUriFactory known, String name) {
        return known.propertyNames().contains(name) || known.multiValuePrefixes().values().stream().anyMatch(name::startsWith);
    }

    /** What Camel fills in itself must not be encoded. */
    private static String parameter(Map.Entry<String, Object> option) {
        String value = String.valueOf(option.getValue());
        return value.contains("{{") ? option.getKey() + "=" + value : URISupport.createQueryString(Map.of(option.getKey(), value));
    }

    private static URI checked(URI address) {
        if (address.getHost() == null || address.getPort() == 0 || address.getPort() > 65535) {
            throw new IllegalArgumentException("has no host and port that can be called");
        }
        if (address.getRawUserInfo() != null) {
            throw new IllegalArgumentException("holds a user name before the '@'; set the header Authorization instead");
        }
        return address;
    }

    /** What is not used any more. */
    void forget(int revision) {
        addresses.keySet().removeIf(name -> name.matches(".*-r" + revision + "-\\d+"));
    }

    /** Redirects are not followed, whatever the rule says: its headers, and what they hold, would go wherever an answer leads. */
    HttpComponent component(Proxies proxies) {
        ProxyPlanner planner = new ProxyPlanner(proxies);
        HttpComponent http = new HttpComponent();
        http.setClientConnectionManager(PoolingHttpClientConnectionManagerBuilder.create().setConnectionFactory(ShortHeaders.connections())
                .setDefaultConnectionConfig(ConnectionConfig.custom().setConnectTimeout(CONNECT).setSocketTimeout(ANSWER).build())
                .setMaxConnPerRoute(20).setMaxConnTotal(200).build());
        http.setResponseTimeout(ANSWER.toMilliseconds());
        http.setCopyHeaders(false);
        http.setRedirectHandlingDisabled(true);
        http.setContentCompressionDisabled(true);
        http.setHttpClientConfigurer((HttpClientBuilder builder) -> builder.disableAutomaticRetries()
                .setRoutePlanner((target, context) -> planner.determineRoute(host(address(target.getHostName())), context))
                .setDefaultCredentialsProvider(ProxyPlanner.credentials(proxies))
                .addExecInterceptorFirst("rules", this::execute));
        return http;
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) throws IOException, HttpException {
        URI address = address(request.getAuthority().getHostName());
        String[] said = request.getPath().split("\\?", 2);
        String path = address.getRawPath() == null ? "" : address.getRawPath();
        String query = said.length == 1 || said[1].equals(A_QUERY + "=hidden") ? address.getRawQuery() : said[1];
        request.setScheme(host(address).getSchemeName());
        request.setAuthority(new URIAuthority(address.getHost(), address.getPort()));
        request.setPath((said[0].equals("/") ? path.isEmpty() ? "/" : path : path.replaceFirst("/$", "") + said[0]) + (query == null ? "" : "?" + query));
        return chain.proceed(request, scope);
    }

    private URI address(String name) {
        URI address = addresses.get(name);
        if (address == null) {
            throw new IllegalStateException("The rule of this call is no longer used.");
        }
        return address;
    }

    private static HttpHost host(URI address) {
        return new HttpHost(address.getScheme().toLowerCase(Locale.ROOT), address.getHost(), address.getPort());
    }
}
