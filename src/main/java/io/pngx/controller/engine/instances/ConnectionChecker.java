package io.pngx.controller.engine.instances;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.paperless.ConnectionReport;
import io.pngx.controller.paperless.ConnectionReport.Problem;
import io.pngx.controller.paperless.Dialect;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.HttpDate;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.paperless.UiSettings;
import io.pngx.controller.store.Replica;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.support.SynchronizationAdapter;

/** Tests a connection for the route {@code testConnection}. The gateway knows the tested instance only meanwhile. */
public final class ConnectionChecker {
    private static final long CLOCK_TOLERANCE_SECONDS = 60;

    private final Gateway gateway;

    public ConnectionChecker(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Collects the findings of one test. */
    public static final class Draft {
        private final Instance.Role role;
        private final List<Problem> problems = new ArrayList<>();
        private String version;
        private Integer apiVersion;
        private String username;
        private Boolean superuser;
        private Long documents;
        private Long latency;
        private Long clockOffset;
        private Instant asked = Instant.now();

        private Draft(Instance.Role role) {
            this.role = role;
        }

        private void error(String code, String message, String hint) {
            problems.add(new Problem("error", code, message, hint));
        }

        private void warning(String code, String message, String hint) {
            problems.add(new Problem("warning", code, message, hint));
        }
    }

    /** @return the host name under which the tested values can be called until the exchange is done */
    public String connect(@Body ConnectionCheck test, Exchange exchange) {
        gateway.clearRetryAfter(Connections.base(test.url())); // ignores Retry-After: the user asked
        String host = "probe-" + UUID.randomUUID();
        String title = test.role() == Instance.Role.MASTER ? "The master" : "The replica";
        gateway.connect(new Instance(
                host, title, Instance.Role.PROBE, Connections.base(test.url()), test.token(), test.options()));
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                gateway.disconnect(host);
            }
        });
        return host;
    }

    public Draft begin(@Body ConnectionCheck test) {
        return new Draft(test.role());
    }

    public void identity(
            @Body UiSettings answer,
            @Header("X-Version") String version,
            @Header("X-Api-Version") String apiVersion,
            @Header("Date") String date,
            @ExchangeProperty("draft") Draft draft) {
        draft.latency = Duration.between(draft.asked, Instant.now()).toMillis();
        draft.version = version;
        draft.apiVersion = apiVersion == null ? null : Integer.valueOf(apiVersion);
        draft.username = answer.user().username();
        draft.superuser = answer.user().superuser();
        HttpDate.parse(date)
                .ifPresent(theirs -> draft.clockOffset =
                        Duration.between(Instant.now(), theirs).toSeconds());
        try {
            Dialect.of(version);
        } catch (PaperlessException e) {
            draft.error("unsupported_version", e.about("It"), "Use an instance of a supported version.");
        }
        if (!answer.user().superuser()) {
            draft.error(
                    "not_superuser",
                    "The token belongs to \"" + draft.username
                            + "\", who is no superuser and would not see every document.",
                    "Create a token for a superuser (Profile, API auth token) and enter that one.");
        }
        if (draft.clockOffset != null && Math.abs(draft.clockOffset) > CLOCK_TOLERANCE_SECONDS) {
            draft.warning(
                    "clock",
                    "Its clock differs from the controller's by " + draft.clockOffset + " s.",
                    "Synchronise the clocks of both machines, for example by NTP.");
        }
    }

    public void documents(@Body DocumentPage page, @ExchangeProperty("draft") Draft draft) {
        draft.documents = page.count();
    }

    public boolean isUsableReplica(@ExchangeProperty("draft") Draft draft) {
        return draft.role == Instance.Role.REPLICA && Boolean.TRUE.equals(draft.superuser);
    }

    /** Warns about enabled workflows, which change what the controller writes (paperless-api.md, trap 5). */
    public void workflows(@Body JsonNode page, @ExchangeProperty("draft") Draft draft) {
        warnIfEnabled(page, draft, "workflows", "workflow");
    }

    /**
     * Warns about enabled mail rules: two instances that fetch one mailbox take each other's mail (paperless-api.md
     * §14).
     */
    public void mailRules(@Body JsonNode page, @ExchangeProperty("draft") Draft draft) {
        warnIfEnabled(page, draft, "mail_rules", "mail rule");
    }

    private static void warnIfEnabled(JsonNode page, Draft draft, String code, String word) {
        List<String> names = new ArrayList<>();
        page.path("results").forEach(each -> {
            if (each.path("enabled").asBoolean(true)) {
                names.add("\"" + each.path("name").asText() + "\"");
            }
        });
        if (!names.isEmpty()) {
            draft.warning(
                    code,
                    "It has " + (names.size() == 1 ? "an enabled " + word : "enabled " + word + "s") + ": "
                            + String.join(", ", names) + ".",
                    "Disable them on the replica: they change or add documents there.");
        }
    }

    public void failed(@ExchangeProperty("draft") Draft draft, @ExchangeProperty("problem") Failure failure) {
        Replica.State state = failure.state();
        draft.error(state == null ? "failed" : state.name().toLowerCase(Locale.ROOT), failure.text(), hint(failure));
    }

    private static String hint(Failure failure) {
        return switch (failure.state() == null ? Replica.State.ERROR : failure.state()) {
            case UNREACHABLE ->
                failure.rests()
                        ? "Test the connection again after that time."
                        : "Check the address, and that this machine can reach it.";
            case AUTH_FAILED -> "Enter a valid API token of a superuser.";
            case BLOCKED ->
                "Enter the base address of a paperless-ngx 2.16 to 2.20 or 3.x, such as http://paperless:8000.";
            default -> "Check that the address is that of a paperless-ngx. If it is, read the log of paperless-ngx.";
        };
    }

    public ConnectionReport report(@ExchangeProperty("draft") Draft draft) {
        boolean ok = draft.problems.stream().noneMatch(problem -> problem.kind().equals("error"));
        return new ConnectionReport(
                ok,
                draft.version,
                draft.apiVersion,
                draft.username,
                draft.superuser,
                draft.documents,
                draft.latency,
                draft.clockOffset,
                List.copyOf(draft.problems));
    }
}
