package io.pngx.controller.engine.uploads;

import org.apache.camel.Body;

/**
 * Decides what happens to a document that has no copy: first from the document, then from its file, and last from the
 * documents of the replica that have the same bytes. A file is fetched only if the document decides nothing.
 */
public final class StartDecision {
    private final DuplicateBytes duplicates;
    private final FilesNotStored filesNotStored;
    private final UploadStart start;
    private final UnknownTasks unknownTasks;

    /** What happens to the document. */
    public enum Start {
        /** A rule excludes the document. */
        EXCLUDE,
        /** The replica did not store this file as it was sent, so the file is not sent again. */
        KEEP_FAILED,
        /** The user must confirm the adoption of a document that has the bytes. */
        OFFER,
        /** An unmapped document shows the bytes in a later version, and is adopted. */
        ADOPT_VERSION,
        /** An unknown task of the replica may have the file already. */
        WAIT,
        /** The file is posted, unless an unmapped document with the bytes is adopted. */
        SEND
    }

    public StartDecision(
            DuplicateBytes duplicates, FilesNotStored filesNotStored, UploadStart start, UnknownTasks unknownTasks) {
        this.duplicates = duplicates;
        this.filesNotStored = filesNotStored;
        this.start = start;
        this.unknownTasks = unknownTasks;
    }

    /**
     * Decides before the file is fetched, where this is possible.
     *
     * @throws DuplicateBytes.DuplicateBytesException if the copy of another document has the bytes of the file
     */
    public void decideFromDocument(@Body UploadJob job) {
        if (job.isExcluded()) {
            job.setStart(Start.EXCLUDE);
        } else {
            duplicates.refuseDuplicate(job);
            keepFailedIfNotStored(job);
        }
    }

    /** Decides after the file was fetched, before the replica is searched for its bytes. */
    public void decideFromFile(@Body UploadJob job) {
        keepFailedIfNotStored(job);
    }

    private void keepFailedIfNotStored(UploadJob job) {
        if (filesNotStored.contains(job)) {
            job.setStart(Start.KEEP_FAILED);
        }
    }

    /** Decides after the search for documents of the replica that have the bytes. */
    public void decideFromSearch(@Body UploadJob job) {
        if (start.needsConfirmation(job)) {
            job.setStart(Start.OFFER);
        } else if (start.hasUnmappedVersion(job)) {
            job.setStart(Start.ADOPT_VERSION);
        } else if (unknownTasks.mustWait(job)) {
            job.setStart(Start.WAIT);
        } else {
            job.setStart(Start.SEND);
        }
    }
}
