package io.pngx.controller.web.api;

import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.text.Language;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.Filters;
import io.pngx.controller.web.http.JsonText;
import io.pngx.controller.web.http.LogFilter;
import io.pngx.controller.web.views.LogView;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Locale;

/** A client of the log stream: its connection, its filter, and the last row that it received. */
final class LogReader {
    static final String[] PARAMETERS = {"after", "replica_id", "run_id", "master_id", "level", "q", "language"};

    private final HttpServerResponse response;
    private final Wish wish;
    private final Long token;
    private volatile long position;
    private volatile boolean closed;
    private int quiet;
    private int stuck;

    /**
     * @param wish the filter
     * @param newest the id of the newest row
     * @param token the id of the API token of the request; null: none
     */
    LogReader(HttpServerResponse response, Wish wish, long newest, Long token) {
        this.response = response;
        this.token = token;
        this.wish = wish;
        // An id beyond the newest row comes from another database. A client that sends such an id only gets new rows.
        this.position = wish.after() == null || wish.after() > newest ? newest : wish.after();
    }

    /**
     * What a client wants to receive.
     *
     * @param after id of the last row that the client has; null: the client only gets new rows
     * @param filter the rows that the client gets, without paging
     */
    record Wish(Long after, Logs.Filter filter) {
        static Wish of(Fields query, String lastEventId) {
            Language language = Filters.language(query);
            Logs.Filter filter = LogFilter.of(query, 1).in(language);
            boolean resumes = lastEventId != null && lastEventId.strip().matches("[0-9]{1,18}");
            return new Wish(resumes ? (Long) Long.parseLong(lastEventId.strip()) : filter.after(), filter);
        }

        Language language() {
            return filter.language();
        }

        boolean wants(LogView row) {
            Locale locale = language().locale();
            return (filter.replicaId() == null || filter.replicaId().equals(row.replicaId()))
                    && (filter.runId() == null || filter.runId().equals(row.runId()))
                    && (filter.masterId() == null || filter.masterId().equals(row.masterId()))
                    && (filter.levels().isEmpty() || filter.levels().contains(LogRow.Level.valueOf(row.level())))
                    && (filter.text() == null
                            || row.message()
                                    .in(language())
                                    .toLowerCase(locale)
                                    .contains(filter.text().toLowerCase(locale)));
        }
    }

    /**
     * Starts the response.
     *
     * @return false if the client has already disconnected
     */
    boolean open(Runnable gone) {
        if (response.closed() || response.ended()) {
            return false;
        }
        response.closeHandler(nothing -> leave(gone)).exceptionHandler(broken -> leave(gone));
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no"); // without this header, nginx buffers the events
        response.write("retry: 2000\n: open\nid: " + position + "\n\n");
        return !closed;
    }

    private void leave(Runnable gone) {
        closed = true;
        gone.run();
    }

    long position() {
        return position;
    }

    Long token() {
        return token;
    }

    void sendAway() {
        closed = true;
        response.reset(); // with HTTP/1, a reset closes the connection
    }

    boolean hasRoom() {
        return !closed && !response.writeQueueFull();
    }

    /**
     * Sends the rows after the client's position. If the client accepts no data, its position does not move, so that no
     * row is skipped.
     */
    void take(List<LogView> rows, int heartbeatAfter, int patience) {
        if (closed) {
            return;
        }
        if (response.writeQueueFull()) {
            if (++stuck > patience) {
                sendAway();
            }
            return;
        }
        stuck = 0;
        StringBuilder frames = new StringBuilder();
        for (LogView row : rows) {
            if (wish.wants(row)) {
                frames.append("id: ")
                        .append(row.id())
                        .append("\nevent: log\ndata: ")
                        .append(JsonText.of(row.in(wish.language())))
                        .append("\n\n");
            }
            position = row.id();
        }
        if (frames.length() == 0 && ++quiet < heartbeatAfter) {
            return;
        }
        if (frames.length() == 0) {
            frames.append(": alive\nid: ").append(position).append("\n\n");
        }
        quiet = 0;
        response.write(frames.toString());
    }
}
