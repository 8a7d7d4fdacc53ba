package io.pngx.controller.web.api;

import io.pngx.controller.config.Build;
import io.pngx.controller.config.Settings;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Setting;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.views.LogView;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.ReplicaView;
import io.pngx.controller.web.views.SettingsView;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.springframework.dao.DataAccessException;

/** Builds a report for support requests, without tokens, host names and titles. */
public final class Diagnostics {
    private static final Pattern URL = Pattern.compile("https?://[^\\s\"]+");
    private static final int LINES = 40;

    private final Build build;
    private final Settings settings;
    private final Overview overview;

    public Diagnostics(Build build, Settings settings, Overview overview) {
        this.build = build;
        this.settings = settings;
        this.overview = overview;
    }

    /** @param text plain text, which the user pastes into the support request */
    public record Report(String text) {}

    public Answer show(Exchange exchange) {
        Call call = Call.withoutParameters(exchange);
        Report report = new Report(text());
        return call.answer(200, report);
    }

    /** Builds the report, even if the database can't be read. */
    private String text() {
        StringBuilder text = new StringBuilder();
        text.append("pngx-controller ")
                .append(build.version())
                .append(", ")
                .append(Instant.now())
                .append('\n');
        text.append("Java ")
                .append(System.getProperty("java.version"))
                .append(", ")
                .append(System.getProperty("os.name"))
                .append(' ')
                .append(System.getProperty("os.arch"))
                .append(", ")
                .append(Runtime.getRuntime().maxMemory() / 1_000_000)
                .append(" MB\n");
        text.append("AUTH ").append(LowerCase.of(settings.auth())).append('\n');
        try {
            stored(text);
        } catch (DataAccessException lost) {
            text.append("the database can't be read: ")
                    .append(lost.getMostSpecificCause().getClass().getSimpleName())
                    .append('\n');
        }
        return text.toString();
    }

    private void stored(StringBuilder text) {
        SettingsView now = overview.settings();
        text.append("""
                interval %s s, deletions %s (%s, %s %%)%s
                master %s%s
                """.formatted(
                        now.value(Setting.SYNC_INTERVAL),
                        now.value(Setting.DELETION_MODE),
                        now.value(Setting.MAX_DELETE_COUNT),
                        now.value(Setting.MAX_DELETE_PERCENT),
                        now.paused() ? ", paused" : "",
                        masked(now.masterUrl()),
                        now.master() == null ? "" : state(now.master())));
        overview.replicas().forEach(replica -> text.append(line(replica)));
        Stream.of(LogRow.Level.ERROR, LogRow.Level.WARN)
                .flatMap(level -> overview.logs(new Logs.Filter(null, null, level, null, null, LINES / 2)).stream())
                .sorted((a, b) -> Long.compare(b.id(), a.id()))
                .forEach(row -> text.append(line(row)));
    }

    private String state(SettingsView.Master master) {
        return ", %s, %s, %s documents%s"
                .formatted(master.state(), master.version(), master.documents(), error(master.lastError()));
    }

    private String line(ReplicaView replica) {
        ReplicaView.Documents documents = replica.documents();
        return """
                replica %s %s, %s, %s, %s in sync, %s pending, %s failed, %s held, %s excluded, %s foreign%s
                """.formatted(
                        replica.id(),
                        masked(replica.url()),
                        replica.state(),
                        replica.version(),
                        documents.inSync(),
                        documents.pending(),
                        documents.failed(),
                        documents.held(),
                        documents.excluded(),
                        documents.foreign(),
                        error(replica.lastError()));
    }

    private String line(LogView row) {
        return """
                %s %s %s%s: %s
                """.formatted(
                        row.ts(),
                        row.level(),
                        row.replicaId() == null ? "" : "replica " + row.replicaId() + " ",
                        row.action(),
                        hidden(row.message().toString()));
    }

    private String error(Text error) {
        return error == null ? "" : ", " + hidden(error.toString());
    }

    /** Masks the host of an address: {@code https://paperless.example:8000/x} becomes {@code https://(host):8000}. */
    private static String masked(String url) {
        return url == null ? "(none)" : url.replaceFirst("^([a-z]+://)(\\[[^]]*]|[^:/]+)(:[0-9]+)?.*$", "$1(host)$3");
    }

    /** Masks all addresses, also those of earlier instances, and quoted texts, such as titles and names. */
    private static String hidden(String sentence) {
        return URL.matcher(sentence)
                .replaceAll(url -> Matcher.quoteReplacement(masked(url.group())))
                .replaceAll("\"[^\"]*\"", "\"(name)\"")
                .replaceAll("\\s+", " ");
    }
}
