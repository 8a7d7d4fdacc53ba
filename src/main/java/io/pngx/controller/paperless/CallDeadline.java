package io.pngx.controller.paperless;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.classic.ExecChain;

/** Cuts the connection of one call when its time is over, unless the call is closed before. */
public final class CallDeadline implements AutoCloseable {
    private final Duration longest;
    private final ExecChain.Scope scope;
    private volatile boolean isOver;
    private Future<?> cut;

    private CallDeadline(Duration longest, ExecChain.Scope scope) {
        this.longest = longest;
        this.scope = scope;
    }

    public static CallDeadline begin(Duration longest, ExecChain.Scope scope) {
        CallDeadline deadline = new CallDeadline(longest, scope);
        deadline.cut = ActiveCalls.later(longest, deadline::end);
        return deadline;
    }

    private void end() {
        isOver = true;
        disconnect();
    }

    /** Cuts the connection at once: closing a body would read the rest of it. */
    public void disconnect() {
        Transport.disconnect(scope);
    }

    /** @throws IOException where the time of the call is over */
    public void check() throws IOException {
        if (isOver) {
            throw new IOException("The call took longer than " + longest.toSeconds() + " seconds");
        }
    }

    @Override
    public void close() {
        cut.cancel(false);
    }
}
