package io.pngx.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/** Sends an answer: as a whole, in part, or slowly. */
final class Sending {
    private static final int DRIPS_PER_SECOND = 20;

    private final Vertx vertx;
    private final HttpConnection connection;
    private final HttpServerResponse response;
    private final Answer answer;
    private final boolean head;

    Sending(Vertx vertx, HttpServerRequest request, Answer answer) {
        this.vertx = vertx;
        this.connection = request.connection();
        this.response = request.response();
        this.answer = answer;
        this.head = request.method().name().equals("HEAD");
    }

    void send(List<Rule> rules) {
        response.setStatusCode(answer.status);
        answer.headers.forEach(response::putHeader);
        if (answer.status == 204 || answer.status == 304) {
            response.end();
            return;
        }
        long truncateAt =
                rules.stream().mapToLong(rule -> rule.truncateAt).max().orElse(-1);
        long length = truncateAt >= 0 ? Math.min(truncateAt, answer.size()) : answer.size();
        response.putHeader("Content-Length", String.valueOf(length));
        if (head) {
            response.end();
            return;
        }
        long cutAt = rules.stream().mapToLong(rule -> rule.cutAt).max().orElse(-1);
        int drip = rules.stream().mapToInt(rule -> rule.dripPerSecond).max().orElse(0);
        if (cutAt >= 0) {
            Buffer part = Buffer.buffer(answer.bytes()).slice(0, (int) Math.min(cutAt, length));
            response.write(part).onComplete(done -> connection.close());
        } else if (drip > 0) {
            drip(Buffer.buffer(answer.bytes()).slice(0, (int) length), 0, Math.max(1, drip / DRIPS_PER_SECOND));
        } else if (answer.bigFile() != null) {
            response.sendFile(answer.bigFile().file().toString(), 0, length);
        } else {
            response.end(Buffer.buffer(answer.bytes()).slice(0, (int) length));
        }
    }

    private void drip(Buffer body, int from, int step) {
        if (response.closed()) {
            return;
        }
        int to = Math.min(body.length(), from + step);
        if (to == body.length()) {
            response.end(body.slice(from, to));
            return;
        }
        response.write(body.slice(from, to));
        vertx.setTimer(1000 / DRIPS_PER_SECOND, timer -> drip(body, to, step));
    }
}
