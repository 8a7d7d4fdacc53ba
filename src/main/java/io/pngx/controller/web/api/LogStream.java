package io.pngx.controller.web.api;

import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Tables;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.ErrorResponder;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.http.Viewer;
import io.pngx.controller.web.security.Tokens;
import io.pngx.controller.web.views.LogView;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams the log as server-sent events. The ids of events are the ids of rows, so that a client resumes without a gap
 * with {@code Last-Event-ID}. The table of the log is the only queue: a slow client gets small pieces of the table, and
 * needs neither memory nor a thread.
 */
public final class LogStream implements Handler<RoutingContext> {
    public static final String PATH = "/api/logs/stream";
    private static final Logger LOG = LoggerFactory.getLogger(LogStream.class);
    private static final long LOOK_MILLIS = 250;
    private static final int ROUNDS_BETWEEN_HEARTBEATS = (int) (15_000 / LOOK_MILLIS);
    /**
     * After this number of rounds, a client that accepts no data is disconnected. The client can resume at the same
     * row.
     */
    private static final int PATIENCE = (int) (30_000 / LOOK_MILLIS);

    private static final int PIECE = 200;

    private final Logs logs;
    private final Replicas replicas;
    private final ErrorResponder problems;
    private final Tokens tokens;
    private final Set<LogReader> readers = ConcurrentHashMap.newKeySet();
    private boolean looking;

    public LogStream(Tables tables, ErrorResponder problems, Tokens tokens) {
        logs = tables.logs();
        replicas = tables.replicas();
        this.problems = problems;
        this.tokens = tokens;
    }

    /** Starts the timer that sends new rows to all clients. */
    public void start(Vertx vertx) {
        vertx.setPeriodic(LOOK_MILLIS, timer -> look(vertx));
    }

    int readers() {
        return readers.size();
    }

    @Override
    public void handle(RoutingContext context) {
        LogReader.Wish wish;
        try {
            wish = LogReader.Wish.of(
                    RequestFields.query(context.request(), LogReader.PARAMETERS),
                    context.request().getHeader("Last-Event-ID"));
        } catch (ApiProblem problem) {
            problems.send(context, problem);
            return;
        }
        context.vertx().executeBlocking(logs::newest).onComplete(newest -> {
            if (newest.failed()) {
                problems.failed(context, newest.cause());
                return;
            }
            LogReader reader = new LogReader(
                    context.response(),
                    wish,
                    newest.result(),
                    Viewer.of(context.user()).token());
            if (reader.open(() -> readers.remove(reader))) {
                readers.add(reader);
            }
        });
    }

    /** Sends the next rows to each client that accepts data. Clients at the same position share one query. */
    private void look(Vertx vertx) {
        if (readers.isEmpty()) {
            return;
        }
        readers.stream()
                .filter(reader -> reader.token() != null && !tokens.isKnown(reader.token()))
                .forEach(reader -> {
                    reader.sendAway();
                    readers.remove(reader);
                });
        if (looking || readers.isEmpty()) {
            return;
        }
        looking = true;
        Set<Long> positions = readers.stream()
                .filter(LogReader::hasRoom)
                .map(LogReader::position)
                .collect(Collectors.toSet());
        vertx.executeBlocking(() -> read(positions)).onComplete(pieces -> {
            looking = false;
            if (pieces.failed()) {
                LOG.warn(
                        "The live log can't be read: {}",
                        String.valueOf(pieces.cause()).replaceAll("\\s+", " "));
                return;
            }
            readers.forEach(reader -> reader.take(
                    pieces.result().getOrDefault(reader.position(), List.of()), ROUNDS_BETWEEN_HEARTBEATS, PATIENCE));
        });
    }

    /** Reads the rows after each position. */
    private Map<Long, List<LogView>> read(Set<Long> positions) {
        Map<Long, List<LogRow>> rows =
                positions.stream().collect(Collectors.toMap(at -> at, at -> logs.after(at, PIECE)));
        if (rows.values().stream().allMatch(List::isEmpty)) {
            return Map.of();
        }
        Map<Long, String> names = replicas.names();
        return rows.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().stream()
                                .map(row -> LogView.of(row, names.get(row.replicaId())))
                                .toList()));
    }
}
