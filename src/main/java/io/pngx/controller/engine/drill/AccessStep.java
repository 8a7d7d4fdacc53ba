package io.pngx.controller.engine.drill;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.store.Drill;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Locale;

/** Checks one thing that users need before they open a document: the page for signing in, the full-text index. */
public final class AccessStep extends DrillStep {
    AccessStep(DrillJob drill, Kind kind) {
        super(drill, kind);
    }

    /** @param location the target of a redirect; empty: none */
    void recordSignIn(int status, String location, String page) {
        if (status >= 300 && status < 400) {
            drill().put(
                            Drill.Subject.SIGN_IN,
                            Drill.Result.SKIPPED,
                            "The page for signing in leads to another address ("
                                    + (location.isEmpty() ? "without a target" : location)
                                    + "), which a drill does not open.");
        } else if (status != 200) {
            failed("the replica answers with " + status);
        } else if (!page.toLowerCase(Locale.ROOT).contains("paperless")) {
            failed("another page than the one of paperless-ngx answers");
        } else {
            drill().put(Drill.Subject.SIGN_IN, Drill.Result.OK, "The page for signing in opens.");
        }
    }

    /** Records when the replica last wrote its index, if the replica tells it. */
    void recordIndex(JsonNode status) {
        String time = status.path("tasks").path("index_last_modified").asText("");
        try {
            drill().indexedUntil(OffsetDateTime.parse(time).toInstant());
        } catch (DateTimeException e) {
            // The index cannot be opened; the searches find that out.
        }
    }

    @Override
    void failed(String why) {
        if (getKind() == Kind.SIGN_IN) {
            drill().put(
                            Drill.Subject.SIGN_IN,
                            Drill.Result.FAILED,
                            "The page for signing in does not open: " + why.replaceFirst("\\.$", "") + ".");
        }
    }
}
