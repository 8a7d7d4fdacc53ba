package io.pngx.controller.web.security;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the connections of one port: their number, and the time that a client takes to send a request and its body. At
 * the limit, a new connection replaces the connection that has waited longest without a request.
 */
final class ConnectionLimit {
    private static final Logger LOG = LoggerFactory.getLogger("pngx");
    private static final Duration SAY_AGAIN = Duration.ofMinutes(15);
    /** Maps each open connection to the limit of its port, so that a handler finds the limit for a request. */
    private static final Map<HttpConnection, ConnectionLimit> OPEN = new ConcurrentHashMap<>();

    /**
     * Timeouts of a connection.
     *
     * @param head time until the first request line and its headers are complete
     * @param body time until the body of a request is complete
     * @param again time until the next request. Must be longer than the idle timeout of a proxy (Traefik: 90 s)
     */
    record Patience(Duration head, Duration body, Duration again) {
        static final Patience USUAL =
                new Patience(Duration.ofSeconds(15), Duration.ofSeconds(60), Duration.ofSeconds(120));
    }

    private final Vertx vertx;
    private final int most;
    private final Patience patience;
    /** The open connections by waiting time, longest first. */
    private final Map<HttpConnection, Seat> seats = new LinkedHashMap<>();

    private long saidAt = -SAY_AGAIN.toMillis();

    private static final class Seat {
        private Long timer;
        private boolean served;
        /** Number of requests so far on the connection. */
        private long requests;
    }

    ConnectionLimit(Vertx vertx, int most, Patience patience) {
        this.vertx = vertx;
        this.most = most;
        this.patience = patience;
    }

    /**
     * Adds the limit to a server. Must be called before the server listens. HTTP/2 must be off, because Vert.x reports
     * an HTTP/2 connection only at its first request.
     */
    HttpServer guard(HttpServer server) {
        return server.connectionHandler(this::opened);
    }

    /** Handles a request when its headers are complete. This handler is the first of the router. */
    static void requested(RoutingContext context) {
        HttpConnection connection = context.request().connection();
        ConnectionLimit limit = OPEN.get(connection);
        if (limit != null) {
            long request = limit.serve(connection);
            context.request().end().onSuccess(whole -> limit.complete(connection, request));
            context.addEndHandler(answered -> limit.served(connection, request));
        }
        context.next();
    }

    synchronized void opened(HttpConnection connection) {
        if (seats.size() >= most && !makeRoom()) {
            connection.close();
            return;
        }
        seats.put(connection, new Seat());
        OPEN.put(connection, this);
        connection.closeHandler(closed -> forget(connection));
        await(connection, patience.head());
    }

    private boolean makeRoom() {
        long now = System.nanoTime() / 1_000_000;
        if (now - saidAt > SAY_AGAIN.toMillis()) {
            saidAt = now;
            LOG.warn(
                    "All {} connections of a port are in use. To accept new connections, the controller closes "
                            + "those that have waited longest without a request.",
                    most);
        }
        HttpConnection idle = seats.entrySet().stream()
                .filter(seat -> !seat.getValue().served)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
        if (idle != null) {
            forget(idle);
            idle.close();
        }
        return idle != null;
    }

    private synchronized void forget(HttpConnection connection) {
        await(connection, null);
        seats.remove(connection);
        OPEN.remove(connection);
    }

    /** @return the number of this request on its connection */
    synchronized long serve(HttpConnection connection) {
        Seat seat = seats.get(connection);
        if (seat == null) {
            return 0;
        }
        seat.served = true;
        await(connection, patience.body());
        return ++seat.requests;
    }

    synchronized void complete(HttpConnection connection, long request) {
        Seat seat = seats.get(connection);
        // If the request was answered before its body was read, the connection already waits for the next request.
        if (seat != null && seat.served && seat.requests == request) {
            await(connection, null);
        }
    }

    /**
     * Starts the wait for the next request. A worker may report the end of an answer after the client has already sent
     * the next request. In this case, {@code request} is no longer the last request, and this method does nothing.
     */
    synchronized void served(HttpConnection connection, long request) {
        Seat seat = seats.get(connection);
        if (seat != null && seat.requests == request) {
            seats.remove(connection);
            seat.served = false;
            seats.put(connection, seat); // moves the connection to the end of the order
            await(connection, patience.again());
        }
    }

    /** @param time after which the connection is closed; null: never */
    private synchronized void await(HttpConnection connection, Duration time) {
        Seat seat = seats.get(connection);
        if (seat == null) {
            return;
        }
        if (seat.timer != null) {
            vertx.cancelTimer(seat.timer);
        }
        seat.timer = time == null ? null : vertx.setTimer(time.toMillis(), late -> connection.close());
    }
}
