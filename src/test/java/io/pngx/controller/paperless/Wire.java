package io.pngx.controller.paperless;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.pngx.controller.config.Proxies;
import io.pngx.controller.engine.errors.Failures;
import io.pngx.controller.engine.session.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jackson.JacksonDataFormat;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.support.ResourceHelper;

/** The gateway in a small Camel context, with a stubbed paperless-ngx whose answers the test sets. */
public final class Wire implements AutoCloseable {
    public static final String TOKEN = "0123456789abcdef-secret";

    public final WireMockServer paperless = new WireMockServer(options().dynamicPort());
    public final Guard guard = new Guard();
    public final Gateway gateway;
    public final Failures failures;
    public final CamelContext camel = new DefaultCamelContext();
    /** The failures that the error policy passed to the route {@code deadLetter}. */
    public final List<Failure> dead = new ArrayList<>();

    public Wire() throws Exception {
        this(Proxies.NONE);
    }

    public Wire(Proxies proxies) throws Exception {
        this(proxies, CallLimits.DEFAULT);
    }

    public Wire(Proxies proxies, CallLimits limits) throws Exception {
        gateway = new Gateway(guard, proxies, CallListener.NONE, RetryAfterRegistry.NONE, limits);
        failures = new Failures(gateway);
        paperless.start();
        connect("master", "The master", Instance.Role.MASTER, "");
        connect("replica-1", "Replica \"attic\"", Instance.Role.REPLICA, "");
        camel.setStreamCaching(false);
        camel.getPropertiesComponent().addInitialProperty("pngx.retry.delay", "20");
        camel.getRegistry().bind("gateway", gateway);
        camel.getRegistry().bind("json", new JacksonDataFormat(Json.MAPPER, JsonNode.class));
        camel.getRegistry().bind("uiSettings", new JacksonDataFormat(Json.MAPPER, UiSettings.class));
        camel.getRegistry().bind("documentPage", new JacksonDataFormat(Json.MAPPER, DocumentPage.class));
        camel.getRegistry().bind("failures", failures);
        camel.getRegistry().bind("copyWriter", new Copies());
        configure(camel, "http");
        configure(camel, "direct");
    }

    /** Replaces a bean of the error policy that these tests do not need. */
    public static final class Copies {
        public void omitFailedFields(Exchange exchange) {
            throw new IllegalStateException("No call here writes custom fields.");
        }
    }

    /** Configures a component of Camel as in the product. */
    public static void configure(CamelContext camel, String component) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Wire.class.getResourceAsStream("/application.properties")) {
            properties.load(in);
        }
        String prefix = "camel.component." + component + ".";
        Map<String, Object> options = new HashMap<>();
        properties.forEach((key, value) -> {
            if (key.toString().startsWith(prefix)) {
                options.put(key.toString().substring(prefix.length()), value);
            }
        });
        PropertyBindingSupport.bindProperties(camel, camel.getComponent(component), options);
    }

    public Wire started() {
        camel.start();
        return this;
    }

    /** Loads route files of the product. */
    public Wire routes(String... files) throws Exception {
        for (String file : files) {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(PluginHelper.getResourceLoader(camel).resolveResource("classpath:routes/" + file));
        }
        return this;
    }

    /** Loads the error policy of the engine without {@code deadLetter}. Its failures are added to {@link #dead}. */
    public Wire errorPolicy() throws Exception {
        String file = new String(
                Wire.class
                        .getResourceAsStream("/routes/engine/99-errors.camel.yaml")
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        String policy = file.substring(0, file.indexOf("- route:"));
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("policy.camel.yaml", policy));
        return route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:deadLetter")
                        .routeId("deadLetter")
                        .errorHandler(noErrorHandler())
                        .process(exchange -> dead.add(failures.classify(exchange)));
            }
        });
    }

    public Wire route(RouteBuilder route) throws Exception {
        camel.addRoutes(route);
        return this;
    }

    public void connect(String host, String title, Instance.Role role, String path) {
        connect(host, title, role, path, paperless.port());
    }

    /** Connects an instance on another port. */
    public void connect(String host, String title, Instance.Role role, String path, int port) {
        gateway.connect(new Instance(host, title, role, URI.create("http://localhost:" + port + path), TOKEN));
    }

    /** Returns an answer in the form of paperless-ngx. */
    public static ResponseDefinitionBuilder answer(int status, String json) {
        return answer(status, json, "2.20.15");
    }

    public static ResponseDefinitionBuilder answer(int status, String json, String version) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/json")
                .withHeader("X-Version", version)
                .withHeader("X-Api-Version", "9")
                .withBody(json);
    }

    public Exchange call(String method, String uri) {
        return call(method, uri, null, Map.of());
    }

    /** Makes a call like a route, and returns the exchange with its exception, if any. */
    public Exchange call(String method, String uri, Object body, Map<String, Object> headers) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(body);
        exchange.getMessage().setHeaders(new HashMap<>(headers));
        return camel.createProducerTemplate()
                .send(uri + (uri.contains("?") ? "&" : "?") + "httpMethod=" + method, exchange);
    }

    /** Returns the message for users. */
    public String said(Exchange exchange) {
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, exchange.getException());
        return failures.classify(exchange).text().toString();
    }

    @Override
    public void close() {
        camel.stop();
        paperless.stop();
    }
}
