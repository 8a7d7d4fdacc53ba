package io.pngx.controller.web.api;

import io.pngx.controller.config.PaperlessUrl;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.RetryAfterStore;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.ApiProblem;
import java.util.stream.Stream;

/** Checks whether a run that a user requests may be queued now. */
final class RunRequest {
    private final KeyValues settings;
    private final RetryAfterStore rests;

    RunRequest(Tables tables) {
        this.settings = tables.settings();
        this.rests = tables.retryAfter();
    }

    /** Throws a 409 problem if no master is set, or if all synchronisation is paused. A pause allows dry runs. */
    void checkReady(Run.Mode mode) {
        if (settings.get(Setting.MASTER_URL).isEmpty()
                || settings.get(Setting.MASTER_TOKEN).isEmpty()) {
            throw ApiProblem.conflict(Text.of("No master is set yet; enter address and token of the master first."));
        }
        if (settings.paused() && mode != Run.Mode.DRY_RUN) {
            throw ApiProblem.conflict(Text.of("All synchronisation is paused; resume it first."));
        }
    }

    /**
     * Throws a 409 problem if the replica can't have a run of this mode now. Otherwise ends the Retry-After times of
     * master and replica, so that the run does not wait for these times.
     */
    void checkReady(Replica replica, Run.Mode mode) {
        checkReady(mode);
        if (!isReady(replica, mode)) {
            throw ApiProblem.conflict(
                    replica.enabled()
                            ? Text.of("The replica \"{0}\" is paused; resume it first.", replica.name())
                            : Text.of("The replica \"{0}\" is switched off; switch it on first.", replica.name()));
        }
        callAgain(replica);
    }

    static boolean isReady(Replica replica, Run.Mode mode) {
        return mode == Run.Mode.DRY_RUN || replica.enabled() && !replica.paused();
    }

    static ApiProblem alreadyOpen(Replica replica) {
        return ApiProblem.conflict(Text.of(
                "A run of the replica \"{0}\" is already open; wait for this run, or cancel it.", replica.name()));
    }

    /** Ends the Retry-After times of master and replica, because a user requested a run. */
    void callAgain(Replica replica) {
        Stream.of(settings.get(Setting.MASTER_URL).orElseThrow(), replica.url())
                .map(PaperlessUrl::parse)
                .forEach(url -> rests.remove(url.origin() + url.basePath()));
    }
}
