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
 * Turns an {@code Error} of a step into an exception. Camel lets an {@code Error} through: the exchange is never done,
 * it keeps its locks and files, and the error policy never sees it. After a call that broke with one, Camel
 * even goes on with the next step, as if the call had been answered.
 */
public final class ErrorsAsFailures implements InterceptStrategy {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorsAsFailures.class);

    /** The message is for a person. */
    static final class BrokenStep extends RuntimeException {
        BrokenStep(Error error) {
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
                HeldBack held = new HeldBack(callback);
                boolean sync;
                try {
                    sync = super.process(exchange, held);
                } catch (Error e) {
                    if (held.passedOn()) {
                        throw e; // this step was done: the error is of another one
                    }
                    LOG.error("Step {} broke.", step.getId(), e);
                    exchange.setException(new BrokenStep(e));
                    callback.done(true);
                    return true;
                }
                held.release();
                return sync;
            }
        };
    }

    /** Holds back that a step is done until the step has returned: Camel reports a broken call as done, too. */
    private static final class HeldBack implements AsyncCallback {
        private final AsyncCallback callback;
        private final Thread thread = Thread.currentThread();
        private boolean working = true;
        private boolean said;
        private boolean saidSync;

        HeldBack(AsyncCallback callback) {
            this.callback = callback;
        }

        @Override
        public void done(boolean doneSync) {
            synchronized (this) {
                said = true;
                saidSync = doneSync;
                if (working && thread == Thread.currentThread()) {
                    return;
                }
                working = false;
            }
            callback.done(doneSync);
        }

        synchronized boolean passedOn() {
            return said && !working;
        }

        void release() {
            boolean now;
            synchronized (this) {
                now = working && said;
                working = false;
            }
            if (now) {
                callback.done(saidSync);
            }
        }
    }
}
