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
 * Bounds what the connections of one port hold: how many there are, and how long each may take for the next request and for its body. Where all are taken, the
 * one that has waited longest without a whole request makes room.
 */
final class ConnectionLimit {
    private static final Logger LOG = LoggerFactory.getLogger("pngx");
    private static final Duration SAY_AGAIN = Duration.ofMinutes(15);
    /** Of all ports, so that the router finds the one of a request. */
    private static final Map<HttpConnection, ConnectionLimit> OPEN = new ConcurrentHashMap<>();

    /**
     * How long is waited.
     *
     * @param head  for the first request line and its headers
     * @param body  for the body of the request
     * @param again for the next request on the same connection; longer than a proxy keeps an idle one (Traefik: 90 s)
     */
    record Patience(Duration head, Duration body, Duration again) {
        static final Patience USUAL =
                new Patience(Duration.ofSeconds(15), Duration.ofSeconds(60), Duration.ofSeconds(120));
    }

    private final Vertx vertx;
    private final int most;
    private final Patience patience;
    /** Longest waiting first. */
    private final Map<HttpConnection, Seat> seats = new LinkedHashMap<>();

    private long saidAt = -SAY_AGAIN.toMillis();

    private static final class Seat {
        private Long timer;
        private boolean served;
        /** How many requests came over the connection. */
        private long requests;
    }

    ConnectionLimit(Vertx vertx, int most, Patience patience) {
        this.vertx = vertx;
        this.most = most;
        this.patience = patience;
    }

    /** Call before the server listens, with HTTP/2 off: otherwise Vert.x reports a connection with its first request only. */
    HttpServer guard(HttpServer server) {
        return server.connectionHandler(this::opened);
    }

    /** First handler of a router; called when the head of a request has arrived. */
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
                    "All {} connections of a port are taken; those that wait longest without a request are closed for"
                            + " new ones.",
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
        if (seat != null && seat.served && seat.requests == request) { // else it was answered before its body was read
            await(connection, null);
        }
    }

    /**
     * The answer is complete. A worker may report this after the client has read the answer and sent its next request,
     * which must not be taken for a connection that waits.
     */
    synchronized void served(HttpConnection connection, long request) {
        Seat seat = seats.get(connection);
        if (seat != null && seat.requests == request) {
            seats.remove(connection);
            seat.served = false;
            seats.put(connection, seat); // it begins to wait now
            await(connection, patience.again());
        }
    }

    /** @param time after which it is closed; null: it is not */
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
