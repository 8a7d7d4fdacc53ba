package io.pngx.controller.web.views;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pngx.controller.store.FileVersion;
import io.pngx.controller.store.Times;
import io.pngx.controller.store.Upload;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.util.List;

/**
 * Everything that the controller knows about one document, as the API and the page show it.
 *
 * @param title title at the last comparison, or name of the file if the title is not known yet; null: neither is known
 * @param untitled whether {@code title} is the name of the file
 * @param archiveSerialNumber number on the master at the last comparison; null: none, or not known
 * @param url address of the document on the master; null: no master is set
 * @param log the newest rows of the log about the document
 */
public record DocumentDetail(
        long masterId,
        String title,
        @JsonIgnore boolean untitled,
        Long archiveSerialNumber,
        String url,
        List<OnReplica> replicas,
        List<LogView> log) {

    /**
     * The document on one replica.
     *
     * @param replicaDocId null: the replica has no copy
     * @param url address of the copy on the replica; null: the replica has no copy
     * @param status a status of the list, or {@code absent}, {@code deleted} or {@code not_compared}
     * @param sentence what the status means for this document, and the reason
     * @param nextAt time of the next attempt; null: in the next run, or when the user has decided
     * @param syncedAt time of the last comparison; null: none yet
     * @param changedAt when a run last wrote the copy; null: not known
     * @param verification the last verification; null: none yet
     * @param files the files of the copy, oldest first
     * @param uploads the uploads of the document, newest first
     * @param deletion the deletion of the copy; null: none
     */
    public record OnReplica(
            long replicaId,
            String replica,
            Long replicaDocId,
            String url,
            String status,
            Text sentence,
            int attempts,
            String nextAt,
            String syncedAt,
            String changedAt,
            VerificationView verification,
            List<FileView> files,
            List<UploadView> uploads,
            DeletionView deletion,
            @JsonIgnore boolean startable,
            @JsonIgnore boolean running) {

        /** Returns whether runs compare the copy. This depends only on the status of the copy. */
        @JsonIgnore
        public boolean comparable() {
            return List.of("in_sync", "pending", "failed", "contested", "differs")
                    .contains(status);
        }

        @JsonIgnore
        public boolean absent() {
            return status.equals("absent");
        }

        /** Returns whether a verification can start now. */
        @JsonIgnore
        public boolean verifiable() {
            return startable && !running && replicaDocId != null;
        }
    }

    /**
     * One file of a copy.
     *
     * @param md5 null: not known
     * @param sha256 null: not known
     */
    public record FileView(
            long replicaVersionId, long masterVersionId, String md5, String sha256, String label, String state) {
        static FileView of(FileVersion file) {
            return new FileView(
                    file.replicaVersionId(),
                    file.masterVersionId(),
                    file.md5(),
                    file.sha256().isEmpty() ? null : file.sha256(),
                    file.label(),
                    LowerCase.of(file.state()));
        }

        /** Returns the checksum to show; null: none is known. */
        @JsonIgnore
        public String checksum() {
            return sha256 != null ? "SHA-256 " + sha256 : md5 != null ? "MD5 " + md5 : null;
        }

        /** Describes the state in words. */
        @JsonIgnore
        public Text stateText() {
            return switch (state) {
                case "live" -> Text.of("in use");
                case "deleting" -> Text.of("about to be deleted");
                case "trashed" -> Text.of("in the replica's trash");
                default -> Text.of("replaced by a newer file");
            };
        }
    }

    /**
     * An upload of the document.
     *
     * @param question why the outcome is unknown; null: the outcome is known
     * @param questionUntil when the outcome is decided at the latest; null: not known
     * @param error why the upload failed; null: the upload did not fail
     */
    public record UploadView(
            long id,
            String kind,
            String state,
            String fileName,
            long size,
            String plannedAt,
            String changedAt,
            Text question,
            String questionUntil,
            Text error) {
        static UploadView of(Upload upload) {
            return new UploadView(
                    upload.id(),
                    LowerCase.of(upload.kind()),
                    LowerCase.of(upload.state()),
                    upload.fileName(),
                    upload.size(),
                    Times.text(upload.plannedAt()),
                    Times.text(upload.changedAt()),
                    upload.question(),
                    Times.text(upload.questionUntil()),
                    upload.error());
        }

        /** Describes the state in words. */
        @JsonIgnore
        public Text stateText() {
            return question != null
                    ? Text.of("open question")
                    : switch (state) {
                        case "planned" -> Text.of("waits to be sent");
                        case "posted" -> Text.of("sent; the replica processes it");
                        case "consumed" -> Text.of("stored; the metadata is written next");
                        case "settled" -> Text.of("done");
                        default -> Text.of("failed");
                    };
        }
    }

    /** Returns the title, or a name that replaces a missing title. */
    @JsonIgnore
    public Text heading() {
        return DocumentView.name(masterId, title, untitled);
    }
}
