package io.pngx.controller.web.views;

import io.pngx.controller.store.Times;
import io.pngx.controller.store.Verification;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.util.List;

/** A verified copy as the API and the pages show it. */
public record VerificationView(
        long masterId,
        long replicaDocId,
        String title,
        String result,
        String bytes,
        String metadata,
        List<String> keys,
        String how,
        Text problem,
        Long runId,
        String verifiedAt) {

    public static VerificationView of(Verification found) {
        return new VerificationView(
                found.masterId(),
                found.replicaDocId(),
                found.title(),
                LowerCase.of(found.result()),
                LowerCase.of(found.bytes()),
                LowerCase.of(found.metadata()),
                found.keys().isEmpty() ? List.of() : List.of(found.keys().split(",")),
                LowerCase.of(found.how()),
                found.problem(),
                found.runId(),
                Times.text(found.verifiedAt()));
    }
}
