package io.pngx.controller.store;

import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.StoredText;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One run over one replica.
 *
 * @param total number of work items planned
 * @param lookups number of lookups created or changed
 * @param deleted number of documents moved to the replica's trash, and of lookups deleted on the replica
 * @param bytes bytes of originals sent
 * @param error why the run failed, or what is left to do; null: neither
 * @param current document or step in progress, in stored form; see {@link #inProgress}
 * @param deferred documents deferred to the next cycle; these are not failures
 * @param drifted copies that were edited on the replica
 * @param mismatched documents with a mismatch in a verification
 * @param excluded documents that the rules exclude from the replica
 * @param contested copies that were written twice and still differ
 * @param planned documents of a dry run that do not equal their copies, or have none
 * @param hintedDocuments ids of the documents that webhooks or a user named, separated by commas; the run compares or
 *     verifies only these; null: the run is not limited
 */
public record Run(
        long id,
        long replicaId,
        Mode mode,
        State state,
        String phase,
        long total,
        long uploaded,
        long adopted,
        long updated,
        long unchanged,
        long failed,
        long deferred,
        long lookups,
        long deleted,
        long bytes,
        String current,
        Text error,
        boolean cancelRequested,
        Instant startedAt,
        Instant finishedAt,
        long drifted,
        long mismatched,
        long excluded,
        long contested,
        long planned,
        String hintedDocuments) {

    public enum Mode {
        /** Compares changed documents. */
        INCREMENTAL,
        /** Compares every document. */
        FULL,
        /** Reports what a full run would do, and writes nothing. */
        DRY_RUN,
        /** Reads copies back, and writes nothing. */
        VERIFY;

        /** @return whether a run of this mode writes nothing to the replica */
        public boolean onlyReads() {
            return this == DRY_RUN || this == VERIFY;
        }
    }

    public enum State {
        QUEUED,
        RUNNING,
        SUCCESS,
        PARTIAL,
        FAILED,
        CANCELLED,
        ABORTED
    }

    /**
     * @return whether this is a full run without a plan. The next plan of such a run contains all documents, even after
     *     an interruption.
     */
    public boolean isFullAndUnplanned() {
        return mode == Mode.FULL && total == 0;
    }

    /** @return whether the run compares or verifies only documents that webhooks or a user named */
    public boolean isHinted() {
        return hintedDocuments != null;
    }

    /** @return ids of the documents that webhooks or a user named; empty if the run is not limited */
    public Set<Long> hintedIds() {
        return hintedDocuments == null
                ? Set.of()
                : Arrays.stream(hintedDocuments.split(",")).map(Long::valueOf).collect(Collectors.toSet());
    }

    /** @return the document or step in progress; null: none */
    public Text inProgress() {
        return current == null ? null : StoredText.read(current);
    }

    /** @return a copy of this run that compares all changes */
    public Run ofAllChanges() {
        return new Run(
                id,
                replicaId,
                mode,
                state,
                phase,
                total,
                uploaded,
                adopted,
                updated,
                unchanged,
                failed,
                deferred,
                lookups,
                deleted,
                bytes,
                current,
                error,
                cancelRequested,
                startedAt,
                finishedAt,
                drifted,
                mismatched,
                excluded,
                contested,
                planned,
                null);
    }

    /** Returns the number of planned documents that have an outcome. */
    public long done() {
        return uploaded
                + adopted
                + updated
                + unchanged
                + contested
                + excluded
                + failed
                + deferred
                + mismatched
                + planned;
    }

    /** Outcomes of a document in a run; each is a column of {@code sync_runs}. */
    public enum Outcome {
        UPLOADED,
        ADOPTED,
        UPDATED,
        UNCHANGED,
        CONTESTED,
        EXCLUDED,
        FAILED,
        DEFERRED,
        MISMATCHED;

        String column() {
            return LowerCase.of(this);
        }
    }
}
