package io.pngx.controller.engine.session;

/** Reads the answer to {@code HEAD preview/} of a document that may be in the trash of a replica. */
public final class TrashAnswer {
    private TrashAnswer() {}

    /**
     * @param version the header {@code X-Version}; null if it is missing
     * @return whether the trash has the document
     * @throws IllegalStateException if a proxy answered instead of paperless-ngx, so that it is not known whether the
     *     trash has the document
     */
    public static boolean isFound(int status, String version) {
        if (status != 200 && version == null) {
            throw new IllegalStateException(
                    "The request for a trashed file was answered by a proxy, not by the replica's paperless-ngx; "
                            + "the next run asks again.");
        }
        return status == 200;
    }
}
