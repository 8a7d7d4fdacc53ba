package io.pngx.controller.web.management;

import io.pngx.controller.config.ManagementPassword;
import io.pngx.controller.config.Settings;
import io.pngx.controller.metrics.Metrics;
import io.pngx.controller.store.Database;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.ErrorResponder;
import io.pngx.controller.web.security.FailedLoginLimit;
import io.pngx.controller.web.security.HttpPortGuard;
import io.pngx.controller.web.security.RequestGuard;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets up the management port: {@code /health/live}, {@code /health/ready} and {@code /metrics} need no password; the
 * Hawtio console and its Jolokia need a password.
 */
public final class ManagementPort {
    private static final Logger LOG = LoggerFactory.getLogger("pngx");

    private ManagementPort() {}

    /**
     * Installs the handlers before Camel's own handlers, which answer health checks and Jolokia. Must be called after
     * {@link io.pngx.controller.web.http.ErrorResponder} is bound as {@code problems}, and before the context starts.
     */
    public static void install(CamelContext camel, Settings settings, Database db, Supplier<String> metrics)
            throws Exception {
        SharedMBeanInfo.install(camel);
        ErrorResponder problems = camel.getRegistry().lookupByNameAndType("problems", ErrorResponder.class);
        ManagementPassword password = ManagementPassword.of(settings);
        HealthCheckRegistry.get(camel).register(new DatabaseCheck(db));
        List<String> hosts = Stream.concat(
                        settings.allowedHosts().stream(),
                        Stream.of(settings.managementHost(), "localhost", "127.0.0.1", "[::1]"))
                .distinct()
                .toList();
        HttpPortGuard.install(camel, true, RequestGuard.ofConsole(hosts, problems), problems, router -> {
            router.route().order(-95).handler(new ManagementLogin(password, problems, new FailedLoginLimit()));
            router.get("/metrics")
                    .handler(request -> request.vertx()
                            .executeBlocking(metrics::get)
                            .onComplete(text -> {
                                if (text.failed()) {
                                    problems.failed(request, text.cause());
                                } else {
                                    request.response()
                                            .putHeader("Content-Type", Metrics.CONTENT_TYPE)
                                            .putHeader("Cache-Control", "no-store")
                                            .end(text.result());
                                }
                            }));
            router.get("/").handler(request -> request.redirect(Hawtio.PATH));
            router.get("/hawtio/*").order(Integer.MAX_VALUE - 1).handler(new Hawtio());
            router.route()
                    .order(Integer.MAX_VALUE)
                    .handler(request ->
                            problems.send(request, ApiProblem.notFound(Text.of("There is nothing at this address."))));
            LOG.info(
                    "The Hawtio console is at http://{}:{}{} (for its password, see {}).",
                    settings.managementHost(),
                    settings.managementPort(),
                    Hawtio.PATH,
                    password.location());
        });
    }
}
