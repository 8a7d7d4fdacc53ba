package io.pngx.controller.engine.drill;

import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.ReportingJob;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.Drill;
import io.pngx.controller.text.Text;
import java.util.Locale;

/** One check of a drill. A failed call fails this check; a replica that does not answer ends the drill. */
public abstract class DrillStep implements ReportingJob {
    /** The part that a step checks. */
    public enum Kind {
        SIGN_IN,
        INDEX,
        DETAILS,
        ORIGINAL,
        THUMBNAIL,
        PREVIEW,
        SEARCH,
        FILTER;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final DrillJob drill;
    private final Kind kind;

    DrillStep(DrillJob drill, Kind kind) {
        this.drill = drill;
        this.kind = kind;
    }

    final DrillJob drill() {
        return drill;
    }

    public final Kind getKind() {
        return kind;
    }

    @Override
    public final String getHost() {
        return drill.getHost();
    }

    @Override
    public final void recordFailure(Failure failure) {
        // A failed read of the status page does not end the drill, because the page may be slow or forbidden.
        boolean stop = failure.effect() == Failure.Effect.STOP
                && failure.cause() != Failure.Cause.TOO_LONG
                && kind != Kind.INDEX;
        boolean ofMaster = Instance.MASTER_HOST.equals(failure.host());
        if (stop && failure.state() == null) {
            // The cause is a fault of the machine or a stopped route, not the replica.
            drill.stop(Drill.State.ABORTED, failure.text());
        } else if (stop && !ofMaster) {
            drill.stop(Drill.State.FAILED, failure.text());
        } else if (ofMaster) {
            masterFailed(failure.text());
        } else {
            failed(failure.text());
        }
    }

    /** Records that the check failed. */
    abstract void failed(Text why);

    /** Records that the master did not answer. This is no failure of the replica. */
    void masterFailed(Text why) {
        drill.masterFailed(why);
    }
}
