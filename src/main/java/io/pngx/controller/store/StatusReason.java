package io.pngx.controller.store;

import io.pngx.controller.text.Text;

/**
 * Why a document is not in sync on a replica. The SQL of {@link DocumentStatus} and {@link Coverage} chooses the
 * reason, so that one query reads the reasons of all documents.
 */
enum StatusReason {
    HELD_DELETION,
    LAST_ATTEMPT,
    NEW,
    NEW_DOCUMENT,
    CHANGED,
    FULL,
    GONE,
    COPY_GONE,
    LINK,
    FILE,
    TO_REPAIR,
    ADOPTION,
    MISSING_ON_MASTER,
    RULE_DECIDES_LATER,
    DELETION_DECIDED,
    KEPT,
    EXCLUDED,
    EXCLUDED_AND_KEPT,
    EXCLUDED_OLD_COPY,
    CONTESTED,
    DIFFERS,
    NOT_DELETED_YET,
    NOT_IN_SYNC;

    /**
     * Returns the reason as a sentence for users.
     *
     * @param rule rule that excludes the document; null: none
     * @param stored the sentence that the database holds about the deletion, the work item or the verification; null:
     *     none
     */
    Text text(String rule, Text stored) {
        return switch (this) {
            case HELD_DELETION, LAST_ATTEMPT -> stored;
            case NEW -> Text.of("New on the master.");
            case NEW_DOCUMENT -> Text.of("The document is new on the master.");
            case CHANGED -> Text.of("Changed on the master, or to be compared again.");
            case FULL -> Text.of("A full run compares the document.");
            case GONE -> Text.of("Missing on the replica.");
            case COPY_GONE -> Text.of("The copy is missing on the replica.");
            case LINK -> Text.of("The document links wait for other documents.");
            case FILE -> Text.of("The file must be compared.");
            case TO_REPAIR -> Text.of("A verification found a difference. The next run compares the copy.");
            case ADOPTION -> Text.of("The adoption waits for your decision.");
            case MISSING_ON_MASTER ->
                Text.of("Missing on the master. A later run checks again, and then decides on the copy.");
            case RULE_DECIDES_LATER ->
                Text.of("The rule \"{0}\" does not select the document. A later run decides on the copy.", rule);
            case DELETION_DECIDED -> Text.of("The next run moves the copy to the replica's trash.");
            case NOT_DELETED_YET -> Text.of("The copy waits for its deletion.");
            case KEPT -> Text.of("You decided to keep the copy on the replica.");
            case EXCLUDED -> Text.of("The rule \"{0}\" does not select the document.", rule);
            case EXCLUDED_AND_KEPT ->
                Text.of(
                        "The rule \"{0}\" does not select the document; you decided to keep its copy, which is no"
                                + " longer kept equal.",
                        rule);
            case EXCLUDED_OLD_COPY ->
                Text.of("The rule \"{0}\" does not select the document; its copy is no longer kept equal.", rule);
            case CONTESTED -> Text.of("Contested: something on the replica keeps changing the copy.");
            case DIFFERS -> stored == null ? Text.of("The last verification found a difference.") : stored;
            case NOT_IN_SYNC -> Text.of("The copy is not in sync.");
        };
    }
}
