package io.pngx.controller.engine.errors;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pngx.controller.engine.session.BrokenTransferException;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.ReplicaFrozenException;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.rules.RuleFailure;
import io.pngx.controller.store.MachineFault;
import io.pngx.controller.sync.Translation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.RuntimeExchangeException;
import org.apache.camel.http.base.HttpOperationFailedException;

/**
 * Finds the exception that ended a call, and decides by the exception whether the instance may have received the call.
 */
final class ExceptionCause {
    private ExceptionCause() {}

    /** @return whether paperless-ngx itself answered */
    static boolean isGenuine(HttpOperationFailedException http) {
        return http.getResponseHeaders() != null
                && http.getResponseHeaders().keySet().stream().anyMatch("X-Version"::equalsIgnoreCase);
    }

    /** @return the cause of the failure; {@code OTHER} for causes that no job distinguishes */
    static Failure.Cause causeOf(Throwable e) {
        if (e instanceof PaperlessException paperless) {
            return switch (paperless.kind()) {
                case CUT -> Failure.Cause.CUT;
                case TOO_LONG -> Failure.Cause.TOO_LONG;
                case NOT_PAPERLESS -> Failure.Cause.NOT_PAPERLESS;
                default -> Failure.Cause.OTHER;
            };
        }
        if (e instanceof HttpOperationFailedException http) {
            return switch (http.getStatusCode()) {
                case 400, 413, 415 -> Failure.Cause.REFUSED; // also from a proxy, which may limit the size of a request
                case 404 -> isGenuine(http) ? Failure.Cause.GONE : Failure.Cause.OTHER;
                case 500 -> isGenuine(http) ? Failure.Cause.SERVER_ERROR : Failure.Cause.OTHER;
                default -> Failure.Cause.OTHER;
            };
        }
        if (isNoJson(e)) {
            return Failure.Cause.NOT_PAPERLESS;
        }
        return isBroken(e) ? Failure.Cause.BROKEN : Failure.Cause.OTHER;
    }

    /** @return whether the answer is empty, or JSON of a wrong shape */
    private static boolean isNoJson(Throwable e) {
        return e instanceof JsonProcessingException
                || e instanceof InvalidPayloadException
                || e instanceof NoTypeConversionAvailableException;
    }

    private static boolean isBroken(Throwable e) {
        return e instanceof IOException
                && !(e instanceof InterruptedIOException)
                && !(e instanceof JsonProcessingException);
    }

    /** Finds the controller's own exception inside an exception of Jackson or Camel. */
    static Throwable ownCause(Throwable caught) {
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

    /**
     * @return whether the instance may have received the call. False if, for lack of a free file descriptor, no
     *     connection was opened
     */
    static boolean mayBeSent(MachineFault fault, Throwable e) {
        return fault != MachineFault.NO_DESCRIPTORS || !neverConnected(e) && !fault.isNamedBy(e);
    }

    /** @return whether the instance cannot have received the call, because no connection was opened */
    static boolean neverConnected(Throwable e) {
        return e instanceof ConnectException
                || e instanceof UnknownHostException
                || e instanceof NoRouteToHostException;
    }
}
