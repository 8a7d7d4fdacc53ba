package io.pngx.controller.engine.deletions;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.store.ReplacedCopies;
import io.pngx.controller.store.ReplacedCopy;
import io.pngx.controller.sync.Identity;
import io.pngx.controller.text.Text;
import java.util.List;
import java.util.function.LongPredicate;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * Maps a replaced copy again if the copy that replaced it is missing, for example because a 2.x replica was restored
 * from a backup that is older than the replacement. Otherwise the replica would keep two documents.
 */
public final class ReplacedCopyRecovery {
    private final ReplacedCopies replacedCopies;
    private final Journal journal;

    public ReplacedCopyRecovery(ReplacedCopies replacedCopies, Journal journal) {
        this.replacedCopies = replacedCopies;
        this.journal = journal;
    }

    /** Returns the replaced copies of a document that the replica lists again, newest first. */
    List<ReplacedCopy> listed(Session session, long masterId, LongPredicate onReplica) {
        return replacedCopies.unused(session.replicaId(), masterId).stream()
                .filter(old -> onReplica.test(old.replicaDocId()))
                .toList();
    }

    /**
     * Maps the newest of the replaced copies that the replica really has.
     *
     * @param found the documents that have the ids of the replaced copies
     */
    public void mapAgain(@Body RestoreJob copy, @Variable(ExchangeNames.ANSWER) DocumentPage found) {
        copy.replaced().stream()
                .filter(old -> found.results().stream().anyMatch(document -> isSame(old, document)))
                .findFirst()
                .ifPresent(old -> {
                    replacedCopies.mapAgain(old);
                    copy.mappedAgain();
                    journal.warn(
                            copy.session(),
                            copy.masterId(),
                            "older copy",
                            Text.of(
                                    "Document {0} is no longer on the replica. Document {1}, which document {0} had"
                                            + " replaced, still is: document {1} becomes the copy again, and gets the"
                                            + " master's file.",
                                    String.valueOf(copy.getCopyId()), String.valueOf(old.replicaDocId())));
                });
    }

    private static boolean isSame(ReplacedCopy old, Document document) {
        return document.id() == old.replicaDocId()
                && old.replicaAdded() != null
                && Identity.isSame(old.replicaAdded(), document.requireAdded());
    }
}
