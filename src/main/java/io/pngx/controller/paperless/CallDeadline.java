package io.pngx.controller.paperless;

import java.io.IOException;
import java.time.Duration;
import org.apache.hc.client5.http.classic.ExecChain;

/** Closes the connection of a call that exceeds its time limit. The caller closes this object after the call. */
public final class CallDeadline implements AutoCloseable {
    private final Duration limit;
    private final ExecChain.Scope scope;
    private volatile boolean exceeded;
    private DeadlineTimer.Deadline cut;

    private CallDeadline(Duration limit, ExecChain.Scope scope) {
        this.limit = limit;
        this.scope = scope;
    }

    public static CallDeadline begin(Duration limit, ExecChain.Scope scope) {
        CallDeadline deadline = new CallDeadline(limit, scope);
        deadline.cut = ActiveCalls.schedule(limit, deadline::expire);
        return deadline;
    }

    private void expire() {
        exceeded = true;
        disconnect();
    }

    /** Closes the connection immediately, because closing only the body would read the rest of the answer. */
    public void disconnect() {
        Transport.disconnect(scope);
    }

    /** @throws IOException if the call exceeded its time limit */
    public void check() throws IOException {
        if (exceeded) {
            throw new IOException("The call took longer than " + limit.toSeconds() + " seconds");
        }
    }

    @Override
    public void close() {
        cut.cancel();
    }
}
