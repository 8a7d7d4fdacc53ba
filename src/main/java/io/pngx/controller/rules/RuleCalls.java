package io.pngx.controller.rules;

import io.pngx.controller.config.Proxies;
import io.pngx.controller.paperless.CallDeadline;
import io.pngx.controller.paperless.HeaderLimits;
import io.pngx.controller.paperless.ProxyPlanner;
import io.pngx.controller.paperless.SafeResolver;
import io.pngx.controller.text.RefusedValueException;
import io.pngx.controller.text.Text;
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
 * Makes the HTTP calls of rules. The routes of rules call a name such as {@code http://rule-new-invoice-r1-1}, and this
 * class replaces the name with the address. So a secret in the address appears in no endpoint, bean, exchange, trace or
 * metric. These calls bypass the gateway, so that a rule can use neither a token nor the name of an instance.
 */
final class RuleCalls {
    /** The scheme of the Camel component for these calls. */
    static final String SCHEME = "rulehttp";

    private static final Timeout CONNECT_TIMEOUT = Timeout.ofSeconds(5);
    private static final Timeout RESPONSE_TIMEOUT = Timeout.ofSeconds(30);
    /**
     * Replaces the query of an address in the endpoint, because the query can contain a secret. The endpoint must have
     * a query if the address has one, because Camel uses GET by default for an endpoint with a query.
     */
    private static final String QUERY_PLACEHOLDER = "query=hidden";

    /** Options that Camel removes from an address although the component does not list them. */
    private static final Set<String> UNLISTED_OPTIONS = Set.of(
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

    private static final Pattern DOT_SEGMENT =
            Pattern.compile("(?i)(^|/|\\\\|%2f|%5c)(\\.|%2e){1,2}(/|\\\\|%2f|%5c|;|$)");
    private static final Pattern HOST_NAME = Pattern.compile("rule-.*-r\\d+-\\d+");

    private final Map<String, URI> addresses = new ConcurrentHashMap<>();
    private final Duration callTimeout;

    RuleCalls() {
        this(Duration.ofSeconds(60));
    }

    /**
     * @param callTimeout time limit of a whole call; a socket timeout would not end a call that receives bytes slowly
     */
    RuleCalls(Duration callTimeout) {
        this.callTimeout = callTimeout;
    }

    /**
     * Registers an address under a name, and returns an endpoint that does not show the address.
     *
     * @param name name of the call, {@code rule-NAME-rREVISION-NUMBER}
     * @param written the address as it is written in the rule
     * @param address the address with all placeholders filled in
     * @return the endpoint for the name, with the options of Camel
     * @throws RefusedValueException if the address can't be called; the text is a sentence without its subject
     */
    String hideAddress(CamelContext camel, String name, String written, String address) {
        EndpointUriFactory known = camel.getCamelContextExtension().getEndpointUriFactory("http");
        RuleAddress split = RuleAddress.of(
                written,
                address,
                parameter -> known.propertyNames().contains(parameter)
                        || UNLISTED_OPTIONS.contains(parameter)
                        || known.multiValuePrefixes().values().stream().anyMatch(parameter::startsWith));
        addresses.put(name, split.uri());
        List<String> endpointOptions = new ArrayList<>(split.options());
        if (split.uri().getRawQuery() != null) {
            endpointOptions.add(QUERY_PLACEHOLDER);
        }
        String endpoint =
                SCHEME + ":http://" + name + (endpointOptions.isEmpty() ? "" : "?" + String.join("&", endpointOptions));
        // Checks the parameters again as Camel parses them, because Camel can split the query at other places.
        RuleAddress.parameters(camel.resolvePropertyPlaceholders(endpoint)).forEach((option, value) -> {
            if (!AllowList.HTTP_OPTIONS.contains(option) && !QUERY_PLACEHOLDER.startsWith(option + "=")) {
                throw new RefusedValueException(Text.of("has parameters that Camel would split differently"));
            }
            if (RuleAddress.isReference(value)) {
                throw new RefusedValueException(Text.of(
                        "has the option \"{0}\" with a value that Camel would look up; a value must not begin with # "
                                + "or contain an encoded {{",
                        option));
            }
        });
        return endpoint;
    }

    /** Removes the addresses of a revision. */
    void forget(int revision) {
        addresses.keySet().removeIf(name -> name.matches(".*-r" + revision + "-\\d+"));
    }

    /**
     * Creates the component. The component follows no redirects, because a redirect could send the headers of a rule to
     * any address.
     */
    HttpComponent component(Proxies proxies) {
        ProxyPlanner planner = new ProxyPlanner(proxies);
        HttpComponent http = new RuleHttpComponent();
        http.setClientConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(HeaderLimits.connections())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT_TIMEOUT)
                        .setSocketTimeout(RESPONSE_TIMEOUT)
                        .build())
                .setDnsResolver(new SafeResolver(proxies))
                .setMaxConnPerRoute(20)
                .setMaxConnTotal(200)
                .build());
        http.setResponseTimeout(RESPONSE_TIMEOUT.toMilliseconds());
        http.setCopyHeaders(false);
        http.setRedirectHandlingDisabled(true);
        http.setContentCompressionDisabled(true);
        http.setHttpClientConfigurer((HttpClientBuilder builder) -> builder.disableAutomaticRetries()
                .setRoutePlanner((target, context) -> planner.determineRoute(
                        isRuleHost(target.getHostName()) ? host(address(target.getHostName())) : target, context))
                .setDefaultCredentialsProvider(ProxyPlanner.credentials(proxies))
                .addExecInterceptorFirst("rules", this::execute));
        return http;
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        String name = request.getAuthority().getHostName();
        if (!isRuleHost(name)) {
            throw new IllegalStateException("An option of this call would lead to another address; remove the option.");
        }
        URI address = address(name);
        HttpHost planned = scope.route.getTargetHost();
        if (!planned.getSchemeName().equals(host(address).getSchemeName())
                || !planned.getHostName().equalsIgnoreCase(host(address).getHostName())) {
            throw new IllegalStateException("An option of this call would lead to another address; remove the option.");
        }
        String[] requested = request.getPath().split("\\?", 2);
        String path = address.getRawPath() == null ? "" : address.getRawPath();
        String query =
                requested.length == 1 || requested[1].equals(QUERY_PLACEHOLDER) ? address.getRawQuery() : requested[1];
        if (DOT_SEGMENT.matcher(requested[0]).find()) {
            throw new IllegalStateException("The header CamelHttpPath would change the address of this call, because "
                    + "a part of the header is \".\" or \"..\".");
        }
        request.removeHeaders(HttpHeaders.HOST);
        request.setScheme(host(address).getSchemeName());
        request.setAuthority(new URIAuthority(address.getHost(), address.getPort()));
        request.setPath(
                (requested[0].equals("/") ? path.isEmpty() ? "/" : path : path.replaceFirst("/$", "") + requested[0])
                        + (query == null ? "" : "?" + query));
        CallDeadline deadline = CallDeadline.begin(callTimeout, scope);
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

    private static boolean isRuleHost(String host) {
        return HOST_NAME.matcher(host).matches();
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
