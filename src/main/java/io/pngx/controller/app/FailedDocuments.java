package io.pngx.controller.app;

/** Tells users of commands about documents that a successful run did not try again. */
public final class FailedDocuments {
    private FailedDocuments() {}

    /** @param count number of documents that failed in earlier runs; above 0 */
    public static String sentence(String replica, long count) {
        return count == 1
                ? replica + ": 1 document failed in an earlier run and waits for its next attempt; `sync --full` tries "
                        + "it now."
                : replica + ": " + count + " documents failed in earlier runs and wait for their next attempt; "
                        + "`sync --full` tries them now.";
    }
}
