package io.pngx.controller.engine.review;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.pngx.controller.engine.documents.DocumentPair;
import io.pngx.controller.engine.documents.ForeignLinks;
import io.pngx.controller.engine.documents.Notes;
import io.pngx.controller.engine.instances.UnmatchedTranslations;
import io.pngx.controller.engine.lookups.LookupMatching;
import io.pngx.controller.engine.session.CopyIdentity;
import io.pngx.controller.engine.session.DocumentTargets;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.IdChunks;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.rules.RuleFailure;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.sync.Readable;
import io.pngx.controller.sync.Translation;
import io.pngx.controller.text.Text;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * Compares the fields of one copy with its target for the route {@code reviewDocument}, in the same way as a
 * verification.
 */
public final class DocumentReviews {
    private final SyncMap mappings;
    private final UnmatchedTranslations translations;
    private final KeyValues settings;
    private final LookupMatching lookups;
    private final Notes notes;
    private final ForeignLinks links;

    public DocumentReviews(Tables tables, LookupMatching lookups, Notes notes) {
        this.mappings = tables.mappings();
        this.translations = new UnmatchedTranslations(tables);
        this.settings = tables.settings();
        this.lookups = lookups;
        this.notes = notes;
        this.links = new ForeignLinks(tables);
    }

    public void masterRead(@Body DocumentReview review) {
        review.masterRead();
    }

    /** Matches the lookups of both instances. */
    public void match(@Body DocumentReview review) {
        long replicaId = review.replica().id();
        Translation translation = translations.of(replicaId, review.master(), review.there());
        lookups.matchFor(translation, replicaId);
        review.pair = new DocumentPair(
                new DocumentTargets(translation, review.rules(), settings.get(Setting.SYNC_CONTENT)), review.mapping());
    }

    /** Computes the target of the document. */
    public void recordMaster(@Body DocumentReview review, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        if (page.results().isEmpty()) {
            review.end(Text.of("The master does not list the document now."));
            return;
        }
        Document document = page.results().get(0).requireId(review.masterId());
        document.requireWhole();
        review.pair.master(document);
        try {
            if (review.pair.target() == null) {
                review.end(Text.of(
                        "The rule \"{0}\" does not select the document, so the copy is not compared.",
                        review.pair.ruled().excludedBy()));
            }
        } catch (RuleFailure e) {
            review.end(e.text());
        } catch (Translation.NotYetKnown e) {
            review.end(e.text());
        }
    }

    /**
     * Records the copy. If the copy has links that its target lacks, finds the master's documents to which these links
     * lead. Links to foreign documents are kept.
     */
    public void recordCopy(@Body DocumentReview review, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        if (page.results().isEmpty()) {
            review.end(Text.of("The replica does not list the copy now."));
            return;
        }
        Document copy = page.results().get(0).requireId(review.getReplicaDocId());
        if (!CopyIdentity.isCopy(review.mapping(), copy)) {
            review.end(Text.of(
                    "Document {0} of the replica is no longer the copy. The replica gave this id to another document.",
                    String.valueOf(copy.id())));
            return;
        }
        review.pair.replica(copy);
        review.linking =
                IdChunks.queue(links.resolve(review.pair, review.replica().id()));
    }

    /** Adds to the target the links that the master stores only at the other end. */
    public void recordLinking(@Body DocumentReview review, @Variable(ExchangeNames.ANSWER) DocumentPage linking) {
        review.linking.remove();
        for (Document other : linking.results()) {
            mappings.replicaDoc(review.replica().id(), other.id())
                    .ifPresent(copy -> review.pair.addLinkFrom(other, copy));
        }
    }

    public void compare(@Body DocumentReview review) {
        if (review.report() != null) {
            return;
        }
        DocumentPair pair = review.pair;
        ArrayNode changes = pair.changes(pair.patchForReview(), notes.plannedCalls(pair));
        if (!pair.lostLookups().isEmpty()) {
            changes.addAll(Readable.lost(pair.target()));
        }
        Text differing = changes.isEmpty()
                ? Text.of("No field differs now.")
                : changes.size() == 1
                        ? Text.of("One field differs now.")
                        : Text.of("{0} fields differ now.", changes.size());
        review.end(
                pair.isNumberTaken()
                        ? Text.of(
                                "{0} A foreign document has the archive serial number, so the copy has none.",
                                differing)
                        : differing,
                changes);
    }
}
