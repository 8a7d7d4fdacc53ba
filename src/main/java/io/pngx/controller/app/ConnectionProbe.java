package io.pngx.controller.app;

import io.pngx.controller.config.Settings;
import io.pngx.controller.engine.errors.Failures;
import io.pngx.controller.engine.instances.AnswerFormat;
import io.pngx.controller.engine.instances.ConnectionCheck;
import io.pngx.controller.engine.instances.ConnectionChecker;
import io.pngx.controller.paperless.ConnectionReport;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.paperless.UiSettings;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;

/** Runs only the connection test, with its route and the gateway, but without ports, schedule and database. */
public final class ConnectionProbe implements AutoCloseable {
    private final Main main = new Main();
    private final ProducerTemplate camel;

    public ConnectionProbe(Settings settings) throws Exception {
        Gateway gateway = new Gateway(new Guard(), settings.proxies());
        Map.of(
                        "gateway",
                        gateway,
                        "connectionChecker",
                        new ConnectionChecker(gateway),
                        "failures",
                        new Failures(gateway),
                        "uiSettings",
                        new AnswerFormat(UiSettings.class),
                        "documentPage",
                        new AnswerFormat(DocumentPage.class))
                .forEach(main::bind);
        main.addOverrideProperty("camel.server.enabled", "false");
        main.addOverrideProperty("camel.management.enabled", "false");
        main.addOverrideProperty(
                "camel.main.routesIncludePattern", "classpath:routes/operations/connection-test.camel.yaml");
        main.start();
        camel = main.getCamelContext().createProducerTemplate();
    }

    public ConnectionReport test(ConnectionCheck test) {
        return camel.requestBody("direct:testConnection", test, ConnectionReport.class);
    }

    @Override
    public void close() {
        main.stop();
    }
}
