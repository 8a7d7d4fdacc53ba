package io.pngx.controller.engine.errors;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pngx.controller.engine.documents.WriteJob;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.LogContext;
import io.pngx.controller.engine.session.ReplicaFrozenException;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.IncompleteAnswerException;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.paperless.RetryAfter;
import io.pngx.controller.rules.RuleFailure;
import io.pngx.controller.store.MachineFault;
import io.pngx.controller.store.Replica;
import io.pngx.controller.sync.Translation;
import io.pngx.controller.text.Explanation;
import io.pngx.controller.text.Text;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Classifies a failure by the exception and the call. Decides whether the route repeats the call. */
public final class Failures {
    private static final int MAX_REPEATS = 4;
    private static final int MAX_REPEATS_WITHOUT_CONNECTION = 2;
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private final Gateway gateway;

    public Failures(Gateway gateway) {
        this.gateway = gateway;
    }

    /**
     * @return whether to repeat the call: GET, HEAD and PATCH may be sent twice with the same effect; a POST is never
     *     repeated
     */
    public boolean mayRepeat(Exchange exchange) {
        boolean again = isWorthRepeating(exchange);
        if (again) {
            try (LogContext ids = LogContext.of(exchange)) {
                LOG.warn(
                        "Repeats {}: {}",
                        FailedCall.describe(exchange),
                        classify(exchange).text());
            }
        }
        return again;
    }

    /**
     * @return whether paperless-ngx failed on the custom fields of a document. PostgreSQL refuses some values that
     *     SQLite stores, and paperless does not check the values first.
     */
    public boolean failedOnCustomFields(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT) instanceof HttpOperationFailedException http
                && http.getStatusCode() == 500
                && ExceptionCause.isGenuine(http)
                && exchange.getProperty(ExchangeNames.JOB) instanceof WriteJob job
                && job.getWrite() != null
                && job.getWrite().hasFields()
                && http.getUri().contains("/api/documents/" + job.getWrite().getReplicaDocId() + "/")
                && exchange.getProperty(Exchange.TO_ENDPOINT, "", String.class).contains("httpMethod=PATCH");
    }

    private boolean isWorthRepeating(Exchange exchange) {
        Throwable e = ExceptionCause.ownCause(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        String endpoint = exchange.getProperty(Exchange.TO_ENDPOINT, "", String.class);
        if (MachineFault.in(e).isPresent()
                || endpoint.contains("httpMethod=POST")
                || endpoint.contains("httpMethod=DELETE")) {
            return false;
        }
        int repeats = exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 0, Integer.class);
        if (e instanceof HttpOperationFailedException http) {
            if (http.getStatusCode() != 429 && http.getStatusCode() < 500) {
                return false;
            }
            retryAfter(http, exchange);
            return repeats <= MAX_REPEATS
                    && gateway.retryAfter(FailedCall.hostOf(exchange)).isEmpty();
        }
        return e instanceof IOException
                && !(e instanceof JsonProcessingException)
                && repeats <= (ExceptionCause.neverConnected(e) ? MAX_REPEATS_WITHOUT_CONNECTION : MAX_REPEATS);
    }

    private static void retryAfter(HttpOperationFailedException http, Exchange exchange) {
        if (http.getResponseHeaders() == null) {
            return;
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(http.getResponseHeaders());
        RetryAfter.of(headers.get("retry-after"), headers.get("date"))
                .ifPresent(time -> exchange.getMessage()
                        .setHeader("CamelRedeliveryDelay", Math.min(RetryAfter.MAX_WAIT.toMillis(), time.toMillis())));
    }

    /** Classifies a failure after the last attempt of the call. */
    public Failure classify(Exchange exchange) {
        Throwable e = ExceptionCause.ownCause(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        return classify(e, exchange)
                .with(ExceptionCause.causeOf(e))
                .at(new Failure.Origin(
                        exchange.getProperty(Exchange.FAILURE_ROUTE_ID, String.class),
                        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
    }

    private Failure classify(Throwable e, Exchange exchange) {
        String host = FailedCall.hostOf(exchange);
        Text title = gateway.title(host);
        Optional<MachineFault> machine =
                MachineFault.in(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        if (machine.isPresent()) {
            return Failure.stop(machine.get().text(), host).withSent(ExceptionCause.mayBeSent(machine.get(), e));
        }
        if (e instanceof PaperlessException paperless) {
            return refusedByGateway(paperless, host, title);
        }
        if (e instanceof HttpOperationFailedException http) {
            return AnsweredFailure.of(http, FailedCall.describe(exchange), host, title, gateway.retryAfter(host));
        }
        if (e instanceof DirectConsumerNotAvailableException || e instanceof RejectedExecutionException) {
            return Failure.stop(Text.of("A route of the engine is stopped; start it again in Hawtio."), host);
        }
        if (e instanceof ReplicaFrozenException frozen) {
            return Failure.stop(frozen.text(), FailedCall.hostOfRun(exchange, host), Replica.State.BLOCKED);
        }
        if (e instanceof RuleFailure rule && rule.isStopped()) {
            return Failure.stop(rule.text(), FailedCall.hostOfRun(exchange, host), Replica.State.BLOCKED);
        }
        if (e instanceof RuleFailure rule) {
            return Failure.failed(rule.text(), host);
        }
        if (e instanceof Translation.NotYetKnown unknown) {
            return Failure.defer(unknown.text(), host);
        }
        return ofCall(e, host, title);
    }

    /** Classifies a failure of a call that got no answer, or an answer that can't be read. */
    private static Failure ofCall(Throwable e, String host, Text title) {
        if (e instanceof InvalidPayloadException
                || e instanceof NoTypeConversionAvailableException
                || FailureText.isWithoutContent(e)) {
            return Failure.stop(
                            Text.of("{0} sent an empty answer instead of JSON; check the address.", title),
                            host,
                            Replica.State.BLOCKED)
                    .withSent(true);
        }
        if (e instanceof JsonProcessingException json) {
            return Failure.stop(
                            Text.of(
                                    "{0} answered with JSON that is no answer of paperless-ngx ({1}); check the"
                                            + " address.",
                                    title, FailureText.place(json)),
                            host,
                            Replica.State.BLOCKED)
                    .withSent(true);
        }
        if (e instanceof IncompleteAnswerException incomplete) {
            return Failure.stop(incomplete.text(), host, Replica.State.UNREACHABLE)
                    .withSent(true);
        }
        if (e instanceof IOException) {
            return Failure.stop(
                            Text.of("{0} can't be reached ({1}).", title, FailureText.cause(e)),
                            host,
                            Replica.State.UNREACHABLE)
                    .withSent(!ExceptionCause.neverConnected(e));
        }
        return Failure.failed(Explanation.of(e), host).withSent(true);
    }

    private static Failure refusedByGateway(PaperlessException paperless, String host, Text title) {
        Replica.State state = switch (paperless.kind()) {
            case UNREACHABLE, RETRY_LATER, SLOW -> Replica.State.UNREACHABLE;
            case AUTH -> Replica.State.AUTH_FAILED;
            case NOT_PAPERLESS, UNSUPPORTED, BLOCKED, TOO_LONG -> Replica.State.BLOCKED;
            case REFUSED, REJECTED, INCOMPLETE, CUT -> null;
        };
        boolean stop = state != null || paperless.kind() == PaperlessException.Kind.CUT;
        Text text = paperless.about(title);
        Failure failure = (stop ? Failure.stop(text, host, state) : Failure.failed(text, host))
                .withSent(paperless.kind().mayBeApplied());
        boolean mayBeOfProxy = switch (paperless.kind()) {
            case NOT_PAPERLESS, AUTH, UNREACHABLE -> true;
            default -> false;
        };
        if (mayBeOfProxy && AnsweredFailure.isAboutDocument(paperless.path())) {
            return failure.orOfDocument(Text.of(
                    "{0} answers other calls, but a proxy in front of paperless-ngx answered {1}; check the proxy.",
                    title, paperless.path()));
        }
        return paperless.kind() == PaperlessException.Kind.RETRY_LATER ? failure.resting() : failure;
    }
}
