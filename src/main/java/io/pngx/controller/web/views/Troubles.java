package io.pngx.controller.web.views;

import io.pngx.controller.store.Logs;
import io.pngx.controller.store.RunList;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Recent failures and warnings, for the dashboard.
 *
 * @param runs the last failed, aborted and partial runs, newest first
 * @param rows the last warnings and errors of the log, newest first
 */
public record Troubles(List<RunView> runs, List<LogView> rows) {
    private static final Duration LATELY = Duration.ofDays(3);
    private static final int SHOWN = 5;

    /** @param names the id and name of each replica */
    static Troubles of(RunList runs, Logs logs, Map<Long, String> names, Instant now) {
        Instant since = now.minus(LATELY);
        return new Troubles(
                runs.failed(since, SHOWN).stream()
                        .map(run -> RunView.of(run, names.get(run.replicaId()), null))
                        .toList(),
                logs.warnings(since, SHOWN).stream()
                        .map(row -> LogView.of(row, names.get(row.replicaId())))
                        .toList());
    }

    public boolean isEmpty() {
        return runs.isEmpty() && rows.isEmpty();
    }
}
