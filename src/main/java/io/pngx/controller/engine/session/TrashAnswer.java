package io.pngx.controller.engine.session;

/** Reads the answer to {@code HEAD preview/} of a document that may be in the trash of a replica. */
public final class TrashAnswer {
    private TrashAnswer() {}

    /**
     * @return whether the trash has the document
     * @throws IllegalStateException if a proxy answered instead of paperless-ngx, so that it is not known whether the
     *     trash has the document
     */
    public static boolean isFound(Received answer) {
        if (answer.status() != 200 && !answer.genuine()) {
            throw new IllegalStateException(
                    "The request for a trashed file was answered by a proxy, not by the replica's paperless-ngx; "
                            + "the next run asks again.");
        }
        return answer.status() == 200;
    }
}
