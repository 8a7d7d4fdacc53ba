package io.pngx.controller.rules;

import io.pngx.controller.config.Proxies;
import io.pngx.controller.paperless.CallDeadline;
import io.pngx.controller.paperless.ProxyPlanner;
import io.pngx.controller.paperless.SafeResolver;
import io.pngx.controller.paperless.HeaderLimits;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
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
    private static final String A_QUERY = "query=hidden";

    /** What Camel takes out of an address, too, and does not list for it. */
    private static final Set<String> OPTIONS_TOO = Set.of(
            "connectTimeout",
            "connectionRequestTimeout",
            "responseTimeout",
            "soTimeout",
            "httpContext",
            "httpClientConfigurer",
            "sslContextParameters",
            "x509HostnameVerifier",
            "httpMethodRestrict",
            "muteException");

    private static final Pattern UPWARDS = Pattern.compile("(?i)(^|/|\\\\|%2f|%5c)(\\.|%2e){1,2}(/|\\\\|%2f|%5c|;|$)");
    private static final Pattern NAME = Pattern.compile("rule-.*-r\\d+-\\d+");

    private final Map<String, URI> addresses = new ConcurrentHashMap<>();
    private final Duration longest;

    RuleCalls() {
        this(Duration.ofSeconds(60));
    }

    /** @param longest so long one call may take as a whole: a byte now and then is no silence */
    RuleCalls(Duration longest) {
        this.longest = longest;
    }

    /**
     * @param name    what the call is to be known by, {@code rule-NAME-rREVISION-NUMBER}
     * @param written the address as the rule has it
     * @param address the same with all that is filled in
     * @return the endpoint that stands for it, with the options for Camel alone
     * @throws IllegalArgumentException with the end of a sentence, where nothing can be called there
     */
    String hide(CamelContext camel, String name, String written, String address) {
        EndpointUriFactory known = camel.getCamelContextExtension().getEndpointUriFactory("http");
        RuleAddress split = RuleAddress.of(
                written,
                address,
                parameter -> known.propertyNames().contains(parameter)
                        || OPTIONS_TOO.contains(parameter)
                        || known.multiValuePrefixes().values().stream().anyMatch(parameter::startsWith));
        addresses.put(name, split.uri());
        List<String> shown = new ArrayList<>(split.options());
        if (split.uri().getRawQuery() != null) {
            shown.add(A_QUERY);
        }
        String endpoint = SCHEME + ":http://" + name + (shown.isEmpty() ? "" : "?" + String.join("&", shown));
        // As Camel reads it, which may divide the parameters elsewhere.
        RuleAddress.parameters(camel.resolvePropertyPlaceholders(endpoint)).forEach((option, value) -> {
            if (!AllowList.HTTP_OPTIONS.contains(option) && !A_QUERY.startsWith(option + "=")) {
                throw new IllegalArgumentException("has parameters that can't be told apart");
            }
            if (RuleAddress.isLookedUp(value)) {
                throw new IllegalArgumentException("has the option \"" + option + "\" with a value that Camel would "
                        + "look up; a value does not begin with #, and holds no encoded {{");
            }
        });
        return endpoint;
    }

    /** What is not used any more. */
    void forget(int revision) {
        addresses.keySet().removeIf(name -> name.matches(".*-r" + revision + "-\\d+"));
    }

    /** Redirects are not followed, whatever the rule says: its headers, and what they hold, would go wherever an answer leads. */
    HttpComponent component(Proxies proxies) {
        ProxyPlanner planner = new ProxyPlanner(proxies);
        HttpComponent http = new RuleHttpComponent();
        http.setClientConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(HeaderLimits.connections())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT)
                        .setSocketTimeout(ANSWER)
                        .build())
                .setDnsResolver(new SafeResolver(proxies))
                .setMaxConnPerRoute(20)
                .setMaxConnTotal(200)
                .build());
        http.setResponseTimeout(ANSWER.toMilliseconds());
        http.setCopyHeaders(false);
        http.setRedirectHandlingDisabled(true);
        http.setContentCompressionDisabled(true);
        http.setHttpClientConfigurer((HttpClientBuilder builder) -> builder.disableAutomaticRetries()
                .setRoutePlanner((target, context) -> planner.determineRoute(
                        isName(target.getHostName()) ? host(address(target.getHostName())) : target, context))
                .setDefaultCredentialsProvider(ProxyPlanner.credentials(proxies))
                .addExecInterceptorFirst("rules", this::execute));
        return http;
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        String name = request.getAuthority().getHostName();
        if (!isName(name)) {
            throw new IllegalStateException("An option of this call leads it elsewhere than to its address.");
        }
        URI address = address(name);
        HttpHost planned = scope.route.getTargetHost();
        if (!planned.getSchemeName().equals(host(address).getSchemeName())
                || !planned.getHostName().equalsIgnoreCase(host(address).getHostName())) {
            throw new IllegalStateException("An option of this call leads it elsewhere than to its address.");
        }
        String[] said = request.getPath().split("\\?", 2);
        String path = address.getRawPath() == null ? "" : address.getRawPath();
        String query = said.length == 1 || said[1].equals(A_QUERY) ? address.getRawQuery() : said[1];
        if (UPWARDS.matcher(said[0]).find()) {
            throw new IllegalStateException("The header CamelHttpPath leads out of the address of this call; it has "
                    + "a part that is \".\" or \"..\".");
        }
        request.removeHeaders(HttpHeaders.HOST);
        request.setScheme(host(address).getSchemeName());
        request.setAuthority(new URIAuthority(address.getHost(), address.getPort()));
        request.setPath((said[0].equals("/") ? path.isEmpty() ? "/" : path : path.replaceFirst("/$", "") + said[0])
                + (query == null ? "" : "?" + query));
        CallDeadline deadline = CallDeadline.begin(longest, scope);
        ClassicHttpResponse answer = null;
        try {
            answer = chain.proceed(request, scope);
            return BoundedAnswer.of(answer, deadline);
        } catch (IOException | HttpException | RuntimeException e) {
            deadline.check();
            throw e;
        } finally {
            if (answer == null || answer.getEntity() == null) {
                deadline.close();
            }
        }
    }

    private static boolean isName(String host) {
        return NAME.matcher(host).matches();
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
