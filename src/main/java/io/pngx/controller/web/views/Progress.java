package io.pngx.controller.web.views;

import io.pngx.controller.store.Run;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Progress of an open run.
 *
 * @param rate documents per second since the run began; null: too few documents
 * @param etaSeconds remaining time in seconds at this rate; null: too few documents
 * @param current document or step that the run is working on
 */
public record Progress(
        long replicaId,
        long runId,
        String mode,
        String state,
        String phase,
        long done,
        long total,
        long failed,
        long bytes,
        Double rate,
        Long etaSeconds,
        Text current,
        boolean cancelRequested) {
    /** Minimum number of processed documents for a rate. */
    private static final int ENOUGH = 5;

    static Progress of(Run run, Instant now) {
        double seconds = Duration.between(run.startedAt(), now).toMillis() / 1000.0;
        boolean known = run.state() == Run.State.RUNNING && run.done() >= ENOUGH && seconds > 0;
        Double rate = known ? Math.round(run.done() / seconds * 100) / 100.0 : null;
        Long eta = known ? (Long) Math.round(Math.max(0, run.total() - run.done()) * seconds / run.done()) : null;
        return new Progress(
                run.replicaId(),
                run.id(),
                LowerCase.of(run.mode()),
                LowerCase.of(run.state()),
                run.phase(),
                run.done(),
                run.total(),
                run.failed(),
                run.bytes(),
                rate,
                eta,
                run.inProgress(),
                run.cancelRequested());
    }

    /** Returns whether the run writes to the replica; false for dry runs and verifications. */
    boolean writes() {
        return !Run.Mode.valueOf(mode.toUpperCase(Locale.ROOT)).onlyReads();
    }
}
