package io.pngx.controller.alerts;

import io.pngx.controller.config.VaultException;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.store.AlertKind;
import io.pngx.controller.store.AlertOutbox;
import io.pngx.controller.store.AlertOutbox.Message;
import io.pngx.controller.store.AlertTarget;
import io.pngx.controller.store.AlertTargets;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.text.Explanation;
import io.pngx.controller.text.Text;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** Turns messages of the outbox into requests, and records whether the target accepted each message. */
public final class Deliveries {
    private static final int MOST_ATTEMPTS = 9;
    /**
     * Maximum number of attempts for a ping. A ping reports the state of a moment, so a ping that arrives hours later
     * would be wrong.
     */
    private static final int MOST_ATTEMPTS_OF_A_PING = 3;

    private static final Duration FIRST_WAIT = Duration.ofSeconds(10);
    /** For example, the undo of a switchover restores a ping from a backup that is older than a rotation of the key. */
    private static final Text OTHER_KEY = Text.of(
            "No key in SECRET_KEY decrypts the address or the token of this target, which were saved with another key."
                    + " Add that key at the end of SECRET_KEY, or enter both again.");

    private final AlertTargets targets;
    private final AlertOutbox outbox;
    private final Logs logs;
    private final Clock clock;

    Deliveries(AlertTargets targets, AlertOutbox outbox, Logs logs, Clock clock) {
        this.targets = targets;
        this.outbox = outbox;
        this.logs = logs;
        this.clock = clock;
    }

    public List<Message> due() {
        return outbox.due(clock.instant());
    }

    /** Creates a test message, which is sent without being stored in the outbox. */
    public static Message test(AlertTarget target, Instant now) {
        Event event = new Event(Event.TEST, null, null, "This is a test alert from pngx-controller.", now);
        return new Message(
                0, target.name(), event.event(), target.isPing() ? "/log" : "", AlertFormat.body(target, event), 0);
    }

    /** Sets the headers of the request for a message, and returns its body. {@link AlertGateway} adds the address. */
    public String prepare(@Body Message message, Exchange exchange) {
        exchange.getMessage().removeHeaders("*");
        AlertKind kind = kindOf(target(message));
        exchange.getMessage()
                .setHeader(
                        Exchange.CONTENT_TYPE,
                        AlertFormat.isJson(kind) ? "application/json" : "text/plain; charset=utf-8");
        if (kind == AlertKind.NTFY) {
            exchange.getMessage().setHeader("Title", AlertFormat.title(message.event()));
            exchange.getMessage().setHeader("Priority", AlertFormat.isUrgent(message.event()) ? "high" : "default");
        }
        return message.body();
    }

    /** Records that the mail server accepted the message. */
    public Text accepted(@ExchangeProperty(ExchangeNames.JOB) Message message) {
        return settle(message, target(message), null);
    }

    /** @return the problem in one sentence; null if the target accepted the message */
    public Text answered(Exchange exchange, @ExchangeProperty(ExchangeNames.JOB) Message message) {
        int status = Received.of(exchange, ExchangeNames.ANSWER).status();
        Optional<AlertTarget> target = target(message);
        return settle(message, target, problem(kindOf(target), status));
    }

    /** Returns the target of a message; empty: it was removed in the meantime. */
    private Optional<AlertTarget> target(Message message) {
        return targets.find(message.target());
    }

    /** Returns the kind of a target; for a target that was removed, {@code PING}, whose format is plain text. */
    private static AlertKind kindOf(Optional<AlertTarget> target) {
        return target.map(AlertTarget::kind).orElse(AlertKind.PING);
    }

    private static Text problem(AlertKind kind, int status) {
        Text hint = hint(kind, status);
        if (hint != null) {
            return Text.of("The target answered with status {0}: {1}.", String.valueOf(status), hint);
        }
        return status >= 200 && status < 300
                ? null
                : Text.of("The target answered with status {0}.", String.valueOf(status));
    }

    /** Returns the meaning of an HTTP status for this kind of target; null: no special meaning. */
    private static Text hint(AlertKind kind, int status) {
        if (kind == AlertKind.TELEGRAM) {
            return switch (status) {
                case 400 ->
                    Text.of("Telegram does not accept the chat or the text; check the number or name of the chat");
                case 403 ->
                    Text.of("the bot is not allowed to write to the chat; press Start in the chat with the bot,"
                            + " or add the bot to the group");
                case 401, 404 -> Text.of("the token of the bot is not valid");
                default -> null;
            };
        }
        if (kind == AlertKind.APPRISE) {
            return switch (status) {
                case 204 -> Text.of("Apprise has no configuration with the key in the address");
                case 424 -> Text.of("at least one service of Apprise did not accept the message");
                default -> null;
            };
        }
        return null;
    }

    /** Returns the problem. Names only the kind of an exception, because its message may contain the address. */
    public Text failed(Exchange exchange, @ExchangeProperty(ExchangeNames.JOB) Message message) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        return settle(
                message,
                target(message),
                cause instanceof VaultException
                        ? OTHER_KEY
                        : cause instanceof PaperlessException || cause instanceof RefusedAlertException
                                ? Explanation.of(cause)
                                : Text.of("The target can't be reached: {0}.", kind(cause)));
    }

    static Text kind(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return Text.of("its host name is not known to this machine");
        }
        if (cause instanceof SocketTimeoutException) { // includes connect timeouts
            return Text.of("it did not answer in time");
        }
        if (cause instanceof ConnectException) {
            return Text.of("no program answers at its address");
        }
        if (cause instanceof SSLException) {
            return Text.of("its TLS certificate is not trusted, or it does not support TLS");
        }
        return cause instanceof IOException ? Text.of("the connection broke") : Text.of("the call failed");
    }

    private Text settle(Message message, Optional<AlertTarget> target, Text problem) {
        Text before = target.map(AlertTarget::lastError).orElse(null);
        Instant now = clock.instant();
        if (problem == null) {
            targets.took(message.target(), now);
            if (before != null) {
                logs.addForSystem(
                        LogRow.Level.INFO,
                        "alert",
                        Text.of("The alert target {0} accepts alerts again.", message.target()));
            }
        } else {
            targets.refused(message.target(), problem);
            if (before == null) {
                logs.addForSystem(
                        LogRow.Level.WARN,
                        "alert",
                        Text.of(
                                "The alert target {0} did not accept an alert: {1} The controller tries again.",
                                message.target(), problem));
            }
        }
        if (message.id() != 0) {
            int most = message.event().equals("ping") ? MOST_ATTEMPTS_OF_A_PING : MOST_ATTEMPTS;
            boolean over = problem == null || message.attempts() + 1 >= most;
            outbox.tried(
                    message.id(),
                    over ? null : now.plus(FIRST_WAIT.multipliedBy((long) Math.pow(3, message.attempts()))));
        }
        return problem;
    }
}
