package io.pngx.controller.engine.drill;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.ReplicaLocks;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.paperless.CustomFieldValue;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.store.Checksums;
import io.pngx.controller.store.Drill;
import io.pngx.controller.store.DrillScope;
import io.pngx.controller.store.Drills;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LookupMap;
import io.pngx.controller.store.Machine;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * Chooses the documents of a drill, and checks their parts. Files are read as streams, and are not stored.
 */
public final class DocumentDrill {
    /** The highest number of bytes that a drill reads from a preview. Thumbnails are smaller. */
    private static final int ENOUGH = 256 << 10;

    private static final List<DrillStep.Kind> PARTS = List.of(
            DrillStep.Kind.DETAILS,
            DrillStep.Kind.ORIGINAL,
            DrillStep.Kind.THUMBNAIL,
            DrillStep.Kind.PREVIEW,
            DrillStep.Kind.SEARCH);

    private final Drills drills;
    private final DrillScope scope;
    private final LookupMap lookups;
    private final KeyValues settings;
    private final Machine machine;
    private final ReplicaLocks locks;
    private final StopSignal stops;

    public DocumentDrill(Tables tables, ReplicaLocks locks, StopSignal stops) {
        this.drills = tables.drills();
        this.scope = tables.drillScope();
        this.lookups = tables.lookups();
        this.settings = tables.settings();
        this.machine = tables.database().machine();
        this.locks = locks;
        this.stops = stops;
    }

    /** @return the documents to check; ends early if the drill must end */
    public Iterator<DrilledDocument> documents(@Body DrillJob job) {
        List<Drill.Choice> chosen = scope.choose(job.replica().id(), settings.get(Setting.DRILL_DOCUMENTS));
        drills.chosen(job.id(), chosen.size());
        job.chosen(chosen.size());
        return steps(job, chosen.iterator(), choice -> new DrilledDocument(job, choice), true);
    }

    /**
     * @return the parts to check. The part "search" is left out if the text of the document has no word to search for.
     */
    public Iterator<PartStep> parts(@Body DrilledDocument document) {
        return steps(
                document.drill(),
                PARTS.iterator(),
                part -> part == DrillStep.Kind.SEARCH && document.word() == null ? null : new PartStep(document, part),
                false);
    }

    /**
     * Creates each step in {@code next}, when the previous step is done, because a step depends on the previous step. A
     * split calls {@code hasNext} earlier, and skips null.
     *
     * @param limited whether the time limit of the drill ends the steps
     */
    private <I, S> Iterator<S> steps(DrillJob job, Iterator<I> items, Function<I, S> step, boolean limited) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return items.hasNext() && !job.isStopped();
            }

            @Override
            public S next() {
                I item = items.next();
                return mustEnd(job) || limited && job.isOver() ? null : step.apply(item);
            }
        };
    }

    private boolean mustEnd(DrillJob job) {
        machine.present().ifPresent(fault -> job.stop(Drill.State.ABORTED, fault.text()));
        if (stops.isClosing()) {
            job.stop(Drill.State.ABORTED, Drills.STOPPED);
        }
        if (locks.isDraining()) {
            job.stop(Drill.State.ABORTED, Text.of("A switchover began."));
        }
        if (!drills.isOpen(job.id())) {
            job.stop(Drill.State.ABORTED, Drills.CANCELLED);
        }
        return job.isStopped();
    }

    /** Records the details of a copy. For each kind that has no filter yet, adds a filter by a value of the copy. */
    public void recordDetails(@Body PartStep step, @Variable(ExchangeNames.ANSWER) Document copy) {
        copy.requireId(step.getReplicaDocId());
        step.document().recordDetails(copy);
        DrillJob job = step.drill();
        copy.tags().forEach(tag -> suggest(job, Drill.Subject.TAG, Kind.TAG, tag));
        if (copy.correspondent() != null) {
            suggest(job, Drill.Subject.CORRESPONDENT, Kind.CORRESPONDENT, copy.correspondent());
        }
        copy.customFields().stream()
                .map(CustomFieldValue::field)
                .forEach(field -> suggest(job, Drill.Subject.CUSTOM_FIELD, Kind.CUSTOM_FIELD, field));
        if (copy.created() != null && copy.created().length() >= 7 && !job.hasFilter(Drill.Subject.DATE)) {
            String year = copy.created().substring(0, 4);
            String month = copy.created().substring(5, 7);
            String query = "created__year=" + year + "&created__month=" + Integer.parseInt(month);
            job.addFilter(
                    Drill.Subject.DATE,
                    new DrillJob.Filter(query, query, Text.of("a date in {0}", year + "-" + month)));
        }
    }

    /**
     * Adds a filter by a lookup. Ignores a foreign lookup, and a lookup of a kind for which the drill already has a
     * filter.
     */
    private void suggest(DrillJob job, Drill.Subject subject, Kind kind, long id) {
        if (!job.hasFilter(subject)) {
            lookups.masterId(job.replica().id(), kind.path(), id)
                    .ifPresent(masterId -> job.addFilter(
                            subject,
                            new DrillJob.Filter(
                                    kind.documentFilter(id),
                                    kind.documentFilter(masterId),
                                    Text.of(kind.word()),
                                    kind.path() + "/" + id)));
        }
    }

    public void recordOriginal(@Body PartStep step, @Variable(ExchangeNames.ANSWER) Checksums.Both file) {
        String known = step.document().choice().sha256();
        if (known.isEmpty()) {
            step.document()
                    .skip(step.getKind(), Text.of("The original was read, but its expected checksum is not known."));
        } else if (known.equalsIgnoreCase(file.sha256())) {
            step.document().ok(step.getKind());
        } else {
            step.document().failed(step.getKind(), Text.of("The original has other bytes than the synchronised file."));
        }
    }

    /** Records whether a thumbnail or a preview has content. */
    public void recordContent(@Body PartStep step, @Variable(ExchangeNames.ANSWER) InputStream content)
            throws IOException {
        try (content) {
            long size = 0;
            byte[] some = new byte[8192];
            for (int count = content.read(some); count >= 0 && size < ENOUGH; count = content.read(some)) {
                size += count;
            }
            if (size == 0) {
                step.failed(Text.of("The replica answers with an empty file."));
            } else {
                step.document().ok(step.getKind());
            }
        }
    }

    public void recordSearch(@Body PartStep step, @Variable(ExchangeNames.ANSWER) DocumentPage found) {
        if (found.results().stream().anyMatch(hit -> hit.id() == step.getReplicaDocId())) {
            step.document().ok(step.getKind());
        } else {
            step.document().notFound();
        }
    }

    public void recordTextOfMaster(@Body PartStep step, @Variable(ExchangeNames.ANSWER) DocumentPage answer) {
        ofMaster(step, answer).map(Document::content).ifPresent(step::recordTextOfMaster);
    }

    /** Records whether the search of the master finds the document by the word that its text has. */
    public void recordSearchOfMaster(@Body PartStep step, @Variable(ExchangeNames.ANSWER) DocumentPage found) {
        if (ofMaster(step, found).isEmpty()) {
            step.document().foundNowhere();
        }
    }

    private static Optional<Document> ofMaster(PartStep step, DocumentPage page) {
        return page.results().stream()
                .filter(document -> document.id() == step.masterId())
                .findFirst();
    }

    /**
     * Stores the results of one document. If the drill was stopped before all parts were checked, stores nothing.
     */
    public void recordDocument(@Body DrilledDocument document) {
        DrillJob job = document.drill();
        if (!job.isStopped()) {
            drills.put(job.id(), document.result());
            job.count(document.result());
        }
    }
}
