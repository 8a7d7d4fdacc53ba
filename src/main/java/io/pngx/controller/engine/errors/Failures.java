package io.pngx.controller.engine.errors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.pngx.controller.engine.documents.WriteJob;
import io.pngx.controller.engine.session.AnswerText;
import io.pngx.controller.engine.session.BrokenTransferException;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.LogContext;
import io.pngx.controller.engine.session.ReplicaFrozenException;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.paperless.RetryAfter;
import io.pngx.controller.rules.RuleFailure;
import io.pngx.controller.store.MachineFault;
import io.pngx.controller.store.Replica;
import io.pngx.controller.sync.Translation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.RuntimeExchangeException;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Classifies a failure by its exception and its call: decides whether the call is repeated, and what ends otherwise.
 */
public final class Failures {
    private static final int MAX_REPEATS = 4;
    private static final int MAX_REPEATS_WITHOUT_CONNECTION = 2;

    /** The path of one document, but not of its file, which may be missing although the document exists. */
    private static final Pattern ONE_DOCUMENT = Pattern.compile("/api/documents/\\d+/(\\?|$)");

    private static final Pattern LIST = Pattern.compile("/api/\\w+/");
    private static final Pattern PART_OF_DOCUMENT = Pattern.compile("/api/documents/\\d+/");

    private static final Pattern METHOD = Pattern.compile("[?&]httpMethod=([A-Z]+)");
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
                LOG.warn("Repeats {}: {}", call(exchange), classify(exchange).text());
            }
        }
        return again;
    }

    /**
     * Returns method and path of the call, without the options of Camel. For a dynamic endpoint, only the answer has
     * the path.
     */
    private static String call(Exchange exchange) {
        String endpoint = exchange.getProperty(Exchange.TO_ENDPOINT, "", String.class);
        Matcher method = METHOD.matcher(endpoint);
        String address = exchange.getProperty(Exchange.EXCEPTION_CAUGHT) instanceof HttpOperationFailedException http
                        && http.getUri() != null
                ? http.getUri()
                : endpoint;
        String path = address.replaceFirst("^[a-z]+://[^/?]*", "").replaceFirst("\\?.*$", "");
        return ((method.find() ? method.group(1) : "GET") + " " + path).strip();
    }

    /**
     * @return whether paperless-ngx failed on the custom fields of a document: PostgreSQL refuses some values that
     *     SQLite stores, and paperless does not check the values before
     */
    public boolean failedOnCustomFields(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT) instanceof HttpOperationFailedException http
                && http.getStatusCode() == 500
                && isGenuine(http)
                && exchange.getProperty(ExchangeNames.JOB) instanceof WriteJob job
                && job.getWrite() != null
                && job.getWrite().hasFields()
                && http.getUri().contains("/api/documents/" + job.getWrite().getReplicaDocId() + "/")
                && exchange.getProperty(Exchange.TO_ENDPOINT, "", String.class).contains("httpMethod=PATCH");
    }

    /** @return whether paperless-ngx itself answered */
    static boolean isGenuine(HttpOperationFailedException http) {
        return http.getResponseHeaders() != null
                && http.getResponseHeaders().keySet().stream().anyMatch("X-Version"::equalsIgnoreCase);
    }

    /** @return the cause that ended the call; {@code OTHER} for a cause without an outcome of its own */
    private static Failure.Cause causeOf(Throwable e) {
        if (e instanceof PaperlessException paperless) {
            return switch (paperless.kind()) {
                case CUT -> Failure.Cause.CUT;
                case TOO_LONG -> Failure.Cause.TOO_LONG;
                default -> Failure.Cause.OTHER;
            };
        }
        if (e instanceof HttpOperationFailedException http && isGenuine(http)) {
            return switch (http.getStatusCode()) {
                case 404 -> Failure.Cause.GONE;
                case 500 -> Failure.Cause.SERVER_ERROR;
                default -> Failure.Cause.OTHER;
            };
        }
        return isBroken(e) ? Failure.Cause.BROKEN : Failure.Cause.OTHER;
    }

    private static boolean isBroken(Throwable e) {
        return e instanceof IOException
                && !(e instanceof InterruptedIOException)
                && !(e instanceof JsonProcessingException);
    }

    private boolean isWorthRepeating(Exchange exchange) {
        Throwable e = ownCause(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
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
                    && gateway.retryAfter(hostOf(exchange)).isEmpty();
        }
        return e instanceof IOException
                && !(e instanceof JsonProcessingException)
                && repeats <= (neverConnected(e) ? MAX_REPEATS_WITHOUT_CONNECTION : MAX_REPEATS);
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

    /** Classifies a failure whose call is not repeated again. */
    public Failure classify(Exchange exchange) {
        Throwable e = ownCause(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        return classify(e, exchange).with(causeOf(e));
    }

    private Failure classify(Throwable e, Exchange exchange) {
        String host = hostOf(exchange);
        String title = gateway.title(host);
        Optional<MachineFault> machine =
                MachineFault.in(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        if (machine.isPresent()) {
            return new Failure(Failure.Effect.STOP, machine.get().text(), host, null, mayBeSent(machine.get(), e));
        }
        if (e instanceof PaperlessException paperless) {
            Replica.State state = switch (paperless.kind()) {
                case UNREACHABLE, RETRY_LATER, SLOW -> Replica.State.UNREACHABLE;
                case AUTH -> Replica.State.AUTH_FAILED;
                case NOT_PAPERLESS, UNSUPPORTED, BLOCKED, TOO_LONG -> Replica.State.BLOCKED;
                case REFUSED, REJECTED, INCOMPLETE, CUT -> null;
            };
            boolean stop = state != null || paperless.kind() == PaperlessException.Kind.CUT;
            Failure failure = new Failure(
                    stop ? Failure.Effect.STOP : Failure.Effect.FAILED,
                    paperless.about(title),
                    host,
                    state,
                    paperless.kind().mayBeApplied());
            return paperless.kind() == PaperlessException.Kind.RETRY_LATER ? failure.resting() : failure;
        }
        if (e instanceof HttpOperationFailedException http) {
            if (http.getStatusCode() == 404
                    && Instance.MASTER_HOST.equals(host)
                    && ONE_DOCUMENT.matcher(String.valueOf(http.getUri())).find()) {
                return new Failure(
                        Failure.Effect.DEFER,
                        "The document was deleted on the master during the run.",
                        host,
                        null,
                        false);
            }
            Optional<Instant> rests = gateway.retryAfter(host);
            return rests.isEmpty()
                    ? answered(http, host, title)
                    : new Failure(
                                    Failure.Effect.STOP,
                                    title + " is not available now (" + http.getStatusCode() + "): it "
                                            + RetryAfter.sentence(rests.get()),
                                    host,
                                    Replica.State.UNREACHABLE,
                                    http.getStatusCode() != 429)
                            .resting();
        }
        if (e instanceof DirectConsumerNotAvailableException || e instanceof RejectedExecutionException) {
            return new Failure(
                    Failure.Effect.STOP,
                    "A route of the engine is stopped; start it again in Hawtio.",
                    host,
                    null,
                    false);
        }
        if (e instanceof ReplicaFrozenException) {
            return new Failure(
                    Failure.Effect.STOP, e.getMessage(), hostOfRun(exchange, host), Replica.State.BLOCKED, false);
        }
        if (e instanceof RuleFailure rule && rule.isStopped()) {
            return new Failure(
                    Failure.Effect.STOP, rule.getMessage(), hostOfRun(exchange, host), Replica.State.BLOCKED, false);
        }
        if (e instanceof RuleFailure) {
            return new Failure(Failure.Effect.FAILED, e.getMessage(), host, null, false);
        }
        if (e instanceof Translation.NotYetKnown) {
            return new Failure(Failure.Effect.DEFER, e.getMessage(), host, null, false);
        }
        if (e instanceof JsonProcessingException json) {
            return new Failure(
                    Failure.Effect.STOP,
                    title + " answered with JSON of another shape than paperless-ngx (" + place(json)
                            + "); check the address.",
                    host,
                    Replica.State.BLOCKED,
                    true);
        }
        if (e instanceof InvalidPayloadException || e instanceof NoTypeConversionAvailableException) {
            return new Failure(
                    Failure.Effect.STOP,
                    title + " sent an empty answer instead of JSON; check the address.",
                    host,
                    Replica.State.BLOCKED,
                    true);
        }
        if (e instanceof IOException) {
            return new Failure(
                    Failure.Effect.STOP,
                    title + " can't be reached (" + cause(e) + ").",
                    host,
                    Replica.State.UNREACHABLE,
                    !neverConnected(e));
        }
        return new Failure(
                Failure.Effect.FAILED, e.getMessage() == null ? e.toString() : e.getMessage(), host, null, true);
    }

    /** Finds the exception of the controller that Jackson or Camel wrapped. */
    private static Throwable ownCause(Throwable caught) {
        for (Throwable e = caught; e != null; e = e.getCause()) {
            if (e instanceof PaperlessException
                    || e instanceof Translation.NotYetKnown
                    || e instanceof BrokenTransferException
                    || e instanceof ReplicaFrozenException
                    || e instanceof RuleFailure
                    || e instanceof ErrorsAsFailures.BrokenStepException) {
                return e;
            }
        }
        return unwrapped(caught);
    }

    /** Returns the exception that a step threw and Camel wrapped. */
    private static Throwable unwrapped(Throwable caught) {
        boolean wrapper = caught instanceof CamelExecutionException
                || caught instanceof CamelExchangeException
                || caught instanceof RuntimeExchangeException;
        return wrapper && caught.getCause() != null ? unwrapped(caught.getCause()) : caught;
    }

    /** Names the place of the JSON error for users; Jackson's own text names classes of the controller. */
    private static String place(JsonProcessingException json) {
        if (json instanceof JsonMappingException shape && !shape.getPath().isEmpty()) {
            return "at "
                    + shape.getPath().stream()
                            .map(step ->
                                    step.getFieldName() != null ? step.getFieldName() : String.valueOf(step.getIndex()))
                            .collect(Collectors.joining("."));
        }
        if (json instanceof JsonMappingException || json.getLocation() == null) {
            return "as a whole";
        }
        // Jackson reads text or bytes; the other offset is -1.
        return "at character "
                + Math.max(
                        json.getLocation().getCharOffset(), json.getLocation().getByteOffset());
    }

    private static Failure answered(HttpOperationFailedException http, String host, String title) {
        int status = http.getStatusCode();
        String body = http.getResponseBody() == null ? "" : ": " + AnswerText.of(http.getResponseBody());
        if (status == 403) {
            return new Failure(
                    Failure.Effect.STOP,
                    title + " refuses a call for lack of rights (403" + body + "); use the token of a superuser.",
                    host,
                    Replica.State.AUTH_FAILED,
                    false);
        }
        boolean ofFile = String.valueOf(http.getUri()).contains("/preview/");
        if (status == 404 && Instance.MASTER_HOST.equals(host) && ofFile) {
            return new Failure(
                    Failure.Effect.FAILED,
                    "The master has no file for this document (404); run its sanity checker.",
                    host,
                    null,
                    false);
        }
        if (status == 404
                && Instance.MASTER_HOST.equals(host)
                && PART_OF_DOCUMENT.matcher(String.valueOf(http.getUri())).find()) {
            return new Failure(
                    Failure.Effect.DEFER, "The document was deleted on the master during the run.", host, null, false);
        }
        if (status == 502 || status == 503 || status == 504 || status == 429) {
            return new Failure(
                    Failure.Effect.STOP,
                    title + " is not available now (" + status + ").",
                    host,
                    Replica.State.UNREACHABLE,
                    status != 429);
        }
        String path = URI.create(http.getUri()).getPath();
        String what = status == 404 && LIST.matcher(path).matches()
                ? " to " + path + "; check the address, and the proxy in front of it"
                : body;
        return new Failure(Failure.Effect.FAILED, title + " answered " + status + what, host, null, status >= 500);
    }

    /**
     * @return whether the call may have arrived. Without a free file descriptor, no connection was opened; but while
     *     descriptors are scarce, a connection may also break after the call was sent.
     */
    static boolean mayBeSent(MachineFault fault, Throwable e) {
        return fault != MachineFault.NO_DESCRIPTORS || !neverConnected(e) && !fault.isNamedBy(e);
    }

    /** @return whether no connection was opened, so that nothing can have arrived */
    private static boolean neverConnected(Throwable e) {
        return e instanceof ConnectException
                || e instanceof UnknownHostException
                || e instanceof java.net.NoRouteToHostException;
    }

    private static String hostOf(Exchange exchange) {
        String prefix = "http://";
        String endpoint = exchange.getProperty(Exchange.TO_ENDPOINT, "", String.class);
        if (!endpoint.contains(prefix)) { // another kind of endpoint, such as the dead letter channel
            endpoint = exchange.getProperty(Exchange.FAILURE_ENDPOINT, "", String.class);
        }
        int start = endpoint.indexOf(prefix);
        return start < 0
                ? Instance.MASTER_HOST
                : endpoint.substring(start + prefix.length()).split("[/?:]", 2)[0];
    }

    /**
     * Returns the replica of the run, because a rule or a freeze concerns that replica, whichever instance was called
     * last.
     */
    private static String hostOfRun(Exchange exchange, String otherwise) {
        Job job = exchange.getProperty(ExchangeNames.JOB, Job.class);
        return job == null || job.run() == null
                ? otherwise
                : Replica.hostOf(job.run().replicaId());
    }

    private static String cause(Throwable e) {
        if (e instanceof UnknownHostException) {
            return "no such host";
        }
        if (e instanceof SSLPeerUnverifiedException) {
            return "its TLS certificate is for another name; use the name in the certificate";
        }
        if (e instanceof SSLException && String.valueOf(e.getMessage()).contains("PKIX")) {
            return "its TLS certificate comes from an unknown CA; enter the certificate of that CA as PEM with its"
                    + " address";
        }
        if (e instanceof ClientProtocolException && e.getCause() != null && e.getMessage() == null) {
            return e.getCause().getMessage();
        }
        if (e instanceof NoHttpResponseException) {
            return "the connection was closed without an answer";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
