package io.pngx.controller.engine.drill;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.store.Drill;
import io.pngx.controller.text.Text;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Locale;

/** Checks the sign-in page, or reads the time at which the full-text index was last written. */
public final class AccessStep extends DrillStep {
    AccessStep(DrillJob drill, Kind kind) {
        super(drill, kind);
    }

    /** @param location the target of a redirect; empty if there is no target */
    void recordSignIn(int status, String location, String page) {
        if (status >= 300 && status < 400) {
            drill().put(
                            Drill.Subject.SIGN_IN,
                            Drill.Result.SKIPPED,
                            location.isEmpty()
                                    ? Text.of("The sign-in page redirects without naming an address. A drill follows"
                                            + " no redirect.")
                                    : Text.of(
                                            "The sign-in page redirects to {0}. A drill follows no redirect.",
                                            location));
        } else if (status != 200) {
            failed(Text.of("the replica answers with {0}", String.valueOf(status)));
        } else if (!page.toLowerCase(Locale.ROOT).contains("paperless")) {
            failed(Text.of("the page is not the page of paperless-ngx"));
        } else {
            drill().put(Drill.Subject.SIGN_IN, Drill.Result.OK, Text.of("The sign-in page opens."));
        }
    }

    /** Records when the replica last wrote its index, if the answer contains this time. */
    void recordIndex(JsonNode status) {
        String time = status.path("tasks").path("index_last_modified").asText("");
        try {
            drill().indexedUntil(OffsetDateTime.parse(time).toInstant());
        } catch (DateTimeException e) {
            // The replica sends no time if it can't open its index. In this case, the searches of the drill fail, so no
            // failure is recorded here.
        }
    }

    @Override
    void failed(Text why) {
        if (getKind() == Kind.SIGN_IN) {
            drill().put(
                            Drill.Subject.SIGN_IN,
                            Drill.Result.FAILED,
                            Text.of(
                                    why.toString().endsWith(".")
                                            ? "The sign-in page does not open: {0}"
                                            : "The sign-in page does not open: {0}.",
                                    why));
        }
    }
}
