package io.pngx.controller.engine.errors;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns an {@code Error} of a step into an exception. Camel does not handle an {@code Error}: the exchange never ends,
 * never releases its locks and files, and never reaches the error policy. If the {@code Error} occurs during a call,
 * Camel even continues with the next step.
 */
public final class ErrorsAsFailures implements InterceptStrategy {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorsAsFailures.class);

    /** The message is for users. */
    static final class BrokenStepException extends RuntimeException {
        BrokenStepException(Error error) {
            super(
                    "An error in the controller itself ended this step (" + error
                            + "); the log of the process has the details.",
                    error);
        }
    }

    @Override
    public Processor wrapProcessorInInterceptors(CamelContext camel, NamedNode step, Processor target, Processor next) {
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                DeferredCallback deferred = new DeferredCallback(callback);
                boolean sync;
                try {
                    sync = super.process(exchange, deferred);
                } catch (Error e) {
                    if (deferred.passedOn()) {
                        throw e; // this step had already ended, so the error belongs to another step
                    }
                    LOG.error("Step {} ended with an error.", step.getId(), e);
                    exchange.setException(new BrokenStepException(e));
                    callback.done(true);
                    return true;
                }
                deferred.release();
                return sync;
            }
        };
    }

    /**
     * Defers the callback of a step until the step has returned, because Camel calls the callback even if an
     * {@code Error} ended the step.
     */
    private static final class DeferredCallback implements AsyncCallback {
        private final AsyncCallback callback;
        private final Thread thread = Thread.currentThread();
        private boolean working = true;
        private boolean done;
        private boolean doneSynchronously;

        DeferredCallback(AsyncCallback callback) {
            this.callback = callback;
        }

        @Override
        public void done(boolean doneSync) {
            synchronized (this) {
                done = true;
                doneSynchronously = doneSync;
                if (working && thread == Thread.currentThread()) {
                    return;
                }
                working = false;
            }
            callback.done(doneSync);
        }

        synchronized boolean passedOn() {
            return done && !working;
        }

        void release() {
            boolean now;
            synchronized (this) {
                now = working && done;
                working = false;
            }
            if (now) {
                callback.done(doneSynchronously);
            }
        }
    }
}
