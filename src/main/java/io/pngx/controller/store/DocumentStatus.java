package io.pngx.controller.store;

import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.time.Instant;

/**
 * The status of a document on a replica, and the SQL that derives it from mapping, work item, rules, adoption, deletion
 * and verification. All lists of documents use this SQL, so that they agree.
 */
public enum DocumentStatus {
    IN_SYNC,
    PENDING,
    FAILED,
    /** A deletion or an adoption waits for the user. */
    HELD,
    /** Something on the replica keeps changing the copy. */
    CONTESTED,
    /** The last verification found a difference, and no run has written the copy since. */
    DIFFERS,
    /** A rule does not select the document, and the replica has no copy. */
    EXCLUDED_NO_COPY,
    /** A rule does not select the document. An earlier copy stays on the replica, but is not kept equal. */
    EXCLUDED_OLD_COPY,
    /** The document is missing on the master, and the copy waits for its deletion. */
    DELETING,
    /** The document is missing on the master, and the user keeps the copy. */
    KEPT;

    /** The sentence about a replica that neither has nor expects the document. */
    public static final Text ABSENT = Text.of("The replica has no copy, and no run has planned one.");

    /**
     * Joins of the tables that decide about the status of a document. The document is a row {@code k} with
     * {@code replica_id}, {@code master_id} and the columns of its mapping. The condition on {@code t} repeats the
     * states of the partial index; otherwise, SQLite would not use the index.
     */
    static final String JOINS = """
            left join work w on w.replica_id = k.replica_id and w.master_id = k.master_id and not IDLE
            left join unselected x on x.replica_id = k.replica_id and x.master_id = k.master_id
            left join adoptions a on a.replica_id = k.replica_id and a.master_id = k.master_id
            left join verifications v on v.replica_id = k.replica_id and v.master_id = k.master_id
              and v.replica_doc_id = k.replica_doc_id
            left join tombstones t on t.replica_id = k.replica_id and t.kind = 'documents'
              and t.master_id = k.master_id
              and t.state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'DONE', 'REJECTED')
            """.replace("IDLE", WorkQueue.IDLE);

    /** Condition: the copy differed at the last verification, and no run has written the copy since. */
    static final String MISMATCH = "v.result = 'mismatch' and v.verified_at >= coalesce(k.changed_at, '')";

    /** Condition: the document is missing on the master or excluded by a rule, and its copy was not deleted. */
    static final String TOMBSTONE = "t.state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'REJECTED')";

    /** The status; null: the replica neither has nor expects the document. */
    static final String VALUE = """
            case when t.state = 'HELD' or a.master_id is not null then 'HELD'
              when w.attempts > 0 then 'FAILED'
              when w.master_id is not null then 'PENDING'
              when t.state in ('OPEN', 'APPROVED', 'ACTING') and k.replica_doc_id is not null then 'DELETING'
              when t.state = 'REJECTED' and x.master_id is null and k.replica_doc_id is not null then 'KEPT'
              when x.master_id is not null and k.replica_doc_id is null then 'EXCLUDED_NO_COPY'
              when x.master_id is not null then 'EXCLUDED_OLD_COPY'
              when k.replica_doc_id is null then null
              when k.contested_at is not null then 'CONTESTED'
              when MISMATCH then 'DIFFERS'
              else 'IN_SYNC' end""".replace("MISMATCH", MISMATCH);

    /** The {@link StatusReason} of a document that is not in sync; null: it is in sync. */
    static final String REASON = """
            case when t.state = 'HELD' then 'HELD_DELETION'
              when w.error is not null then 'LAST_ATTEMPT'
              when w.reason = 'changed' and MISMATCH then 'TO_REPAIR'
              when w.reason is not null then upper(w.reason)
              when a.master_id is not null then 'ADOPTION'
              when t.state = 'OPEN' and k.replica_doc_id is not null
                then case when t.by_rule is null then 'MISSING_ON_MASTER' else 'RULE_DECIDES_LATER' end
              when t.state in ('APPROVED', 'ACTING') and k.replica_doc_id is not null then 'DELETION_DECIDED'
              when t.state = 'REJECTED' and x.master_id is null and k.replica_doc_id is not null then 'KEPT'
              when x.master_id is not null then case when k.replica_doc_id is null then 'EXCLUDED'
                when t.state = 'REJECTED' then 'EXCLUDED_AND_KEPT' else 'EXCLUDED_OLD_COPY' end
              when k.replica_doc_id is null then null
              when k.contested_at is not null then 'CONTESTED'
              when MISMATCH then 'DIFFERS' end""".replace("MISMATCH", MISMATCH);

    /** The columns that the sentence of {@link StatusReason#text} needs. */
    static final String SENTENCE = """
            case when t.state = 'OPEN' and k.replica_doc_id is not null then t.by_rule else x.rule end as rule,
              case when t.state = 'HELD' then t.reason when w.error is not null then w.error else v.problem end
                as stored,
              case when t.state = 'HELD' then t.reason_text when w.error is not null then w.error_text
                else v.problem_text end as stored_text""";

    /** The columns of {@link Row}. */
    static final String COLUMNS = """
            k.replica_id, k.master_id, coalesce(k.replica_doc_id, a.replica_doc_id) as replica_doc_id,
              k.title, k.file_name, k.archive_serial_number, k.synced_at, k.changed_at,
              coalesce(w.attempts, 0) as attempts, case when a.master_id is null and not WAITS then w.next_at end as next_at,
              VALUE as status, REASON as why,\s""".replace("WAITS", WorkQueue.WAITS_FOR_USER)
                    .replace("VALUE", VALUE)
                    .replace("REASON", REASON)
            + SENTENCE;

    /**
     * A document on one replica.
     *
     * @param replicaDocId null: the replica has no copy yet
     * @param title title at the last comparison on this or, before that, on any replica; null: not known yet
     * @param fileName name of the uploaded file; null: not known, or the copy has a title
     * @param archiveSerialNumber archive serial number on the master at the last comparison; null: none, or not known
     * @param status null: the replica neither has nor expects the document
     * @param why why the document is not in sync; null: the document is in sync
     * @param rule rule that excludes the document; null: none
     * @param stored the sentence that the database holds about the document; null: none
     * @param attempts number of failed attempts
     * @param nextAt time of the next attempt; null: in the next run, or when the user has decided
     * @param syncedAt time of the last comparison; null: none yet
     * @param changedAt when a run last wrote the copy; null: not known
     */
    public record Row(
            long replicaId,
            long masterId,
            Long replicaDocId,
            String title,
            String fileName,
            Long archiveSerialNumber,
            DocumentStatus status,
            StatusReason why,
            String rule,
            Text stored,
            int attempts,
            Instant nextAt,
            Instant syncedAt,
            Instant changedAt) {
        /** Returns what the document is called: its title, else the name of its file, else null. */
        public String name() {
            return title == null ? fileName : title;
        }

        /** Returns why the document is not in sync, as a sentence for users; null: the document is in sync. */
        public Text reason() {
            return why == null ? null : why.text(rule, stored);
        }
    }

    /** Returns whether runs compare documents with this status. */
    public boolean isComparable() {
        return switch (this) {
            case IN_SYNC, PENDING, FAILED, CONTESTED, DIFFERS -> true;
            case HELD, EXCLUDED_NO_COPY, EXCLUDED_OLD_COPY, DELETING, KEPT -> false;
        };
    }

    /** Returns the status as the API shows it, for example {@code in_sync}. */
    public String word() {
        return LowerCase.of(this);
    }
}
