package io.pngx.controller.app;

/** Tells users of commands about documents that a successful run did not try again. */
public final class FailedDocuments {
    private FailedDocuments() {}

    /**
     * @param count number of documents that failed in earlier runs; above 0
     * @param command the command that tries the documents again
     */
    public static String sentence(String replica, long count, String command) {
        return replica + ": "
                + (count == 1
                        ? "1 document failed in an earlier run and waits for its next attempt; `" + command
                                + "` tries it now."
                        : count + " documents failed in earlier runs and wait for their next attempt; `" + command
                                + "` tries them now.");
    }
}
