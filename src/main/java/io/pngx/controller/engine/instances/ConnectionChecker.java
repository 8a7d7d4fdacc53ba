package io.pngx.controller.engine.instances;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.paperless.ConnectionReport;
import io.pngx.controller.paperless.Dialect;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.HttpDate;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.paperless.UiSettings;
import io.pngx.controller.store.Replica;
import io.pngx.controller.text.Text;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Tests a connection for the route {@code testConnection}. The gateway knows the tested instance only during the test.
 */
public final class ConnectionChecker {
    private static final long CLOCK_TOLERANCE_SECONDS = 60;

    private final Gateway gateway;

    public ConnectionChecker(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Registers the tested connection at the gateway until the exchange ends. */
    public ConnectionTestJob begin(@Body ConnectionCheck test, Exchange exchange) {
        gateway.clearRetryAfter(Connections.base(test.url())); // the user requested the test in spite of Retry-After
        String host = "probe-" + UUID.randomUUID();
        Text title = Text.of(test.role() == Instance.Role.MASTER ? "The master" : "The replica");
        gateway.connect(new Instance(
                host, title, Instance.Role.PROBE, Connections.base(test.url()), test.token(), test.options()));
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                gateway.disconnect(host);
            }
        });
        return new ConnectionTestJob(host, test.role());
    }

    public void identity(
            @Body ConnectionTestJob job, @Variable(ExchangeNames.ANSWER) UiSettings answer, Exchange exchange) {
        String version =
                Received.header(exchange, ExchangeNames.ANSWER, "X-Version").orElse(null);
        job.identity(
                answer.user(),
                version,
                Received.header(exchange, ExchangeNames.ANSWER, "X-Api-Version")
                        .map(Integer::valueOf)
                        .orElse(null),
                Received.header(exchange, ExchangeNames.ANSWER, "Date").flatMap(HttpDate::parse));
        try {
            Dialect.of(version);
        } catch (PaperlessException e) {
            job.error(
                    "unsupported_version", e.about(Text.of("It")), Text.of("Use an instance of a supported version."));
        }
        if (!answer.user().superuser()) {
            job.error(
                    "not_superuser",
                    Text.of(
                            "The token belongs to \"{0}\", who is not a superuser and would not see every document.",
                            job.username()),
                    Text.of("Create a token for a superuser (Profile, API auth token) and enter that token."));
        }
        if (job.clockOffset() != null && Math.abs(job.clockOffset()) > CLOCK_TOLERANCE_SECONDS) {
            job.warning(
                    "clock",
                    Text.of(
                            "The clock of the instance, or of a proxy in front of it, differs from the controller's by"
                                    + " {0} s.",
                            String.valueOf(job.clockOffset())),
                    Text.of("Synchronise the clocks of these machines, for example by NTP."));
        }
    }

    public void documents(@Body ConnectionTestJob job, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        job.documents(page.count());
    }

    /** Warns about enabled workflows, which change what the controller writes (paperless-api.md §5). */
    public void workflows(@Body ConnectionTestJob job, @Variable(ExchangeNames.ANSWER) List<String> enabled) {
        Text names = quoted(enabled);
        warnOfEnabled(
                enabled,
                job,
                "workflows",
                Text.plural(
                        enabled.size(),
                        "The replica has an enabled workflow: {0}.",
                        "The replica has enabled workflows: {0}.",
                        names));
    }

    /** Warns about enabled mail rules: two instances that fetch the same mailbox take mail away from each other. */
    public void mailRules(@Body ConnectionTestJob job, @Variable(ExchangeNames.ANSWER) List<String> enabled) {
        Text names = quoted(enabled);
        warnOfEnabled(
                enabled,
                job,
                "mail_rules",
                Text.plural(
                        enabled.size(),
                        "The replica has an enabled mail rule: {0}.",
                        "The replica has enabled mail rules: {0}.",
                        names));
    }

    private static void warnOfEnabled(List<String> enabled, ConnectionTestJob job, String code, Text found) {
        if (!enabled.isEmpty()) {
            job.warning(
                    code,
                    found,
                    Text.of("Disable all workflows and mail rules on the replica, because they change or add "
                            + "documents."));
        }
    }

    private static Text quoted(List<String> names) {
        return Text.join(
                ", ", names.stream().map(name -> Text.of("\"{0}\"", name)).toList());
    }

    public void failed(@Body ConnectionTestJob job, @Variable(ExchangeNames.FAILURE) Failure failure) {
        Replica.State state = failure.state();
        job.error(state == null ? "failed" : state.name().toLowerCase(Locale.ROOT), failure.text(), hint(failure));
    }

    private static Text hint(Failure failure) {
        return switch (failure.state() == null ? Replica.State.ERROR : failure.state()) {
            case UNREACHABLE ->
                failure.rests()
                        ? Text.of("Test the connection again after that time.")
                        : Text.of("Check the address, and that this machine can reach it.");
            case AUTH_FAILED -> Text.of("Enter a valid API token of a superuser.");
            case BLOCKED ->
                Text.of("Enter the base address of a paperless-ngx 2.16 to 2.20 or 3.x, such as "
                        + "http://paperless:8000.");
            default ->
                Text.of("Check that the address is that of a paperless-ngx. If it is, read the log of paperless-ngx.");
        };
    }

    public ConnectionReport report(@Body ConnectionTestJob job) {
        return job.report();
    }
}
