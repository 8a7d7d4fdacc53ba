package io.pngx.controller.engine.adoption;

import io.pngx.controller.engine.instances.InstanceSnapshot;
import io.pngx.controller.engine.session.Etag;
import io.pngx.controller.engine.session.IdChunks;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.Spooled;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.paperless.Dialect;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.store.Adoptions;
import io.pngx.controller.store.Checksums;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.store.Work;
import io.pngx.controller.store.WorkQueue;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;

/**
 * Documents that a replica holds without a mapping, from before us: they are found by their bytes, offered for adoption,
 * and adopted once a person said so. What an upload of ours brought there is adopted at once.
 */
public final class AdoptionSearch {

    private final Adoptions adoptions;
    private final Checksums checksums;
    private final SyncMap mappings;
    private final Uploads uploads;
    private final MaintenanceState upkeep;
    private final WorkQueue work;
    private final StopSignal stops;
    private final Journal journal;

    public AdoptionSearch(Tables tables, StopSignal stops, Journal journal) {
        this.adoptions = tables.adoptions();
        this.checksums = tables.checksums();
        this.mappings = tables.mappings();
        this.uploads = tables.uploads();
        this.upkeep = tables.maintenance();
        this.work = tables.work();
        this.stops = stops;
        this.journal = journal;
    }

    /**
     * The search of a run that writes. Many are looked for at once where that spares reading files from the master: where
     * both ends list checksums, and listing them takes no more calls than asking for each, or a person confirmed that there
     * is something to be found. Else each is looked for when its turn to be uploaded comes.
     */
    public AdoptionCandidates ofRun(
            @ExchangeProperty("session") Session session, @ExchangeProperty("reading") InstanceSnapshot reading) {
        Set<Long> free = free(session, reading, mappings.ids(session.replicaId()));
        MaintenanceState.State state = upkeep.of(session.replicaId());
        List<Long> candidates = work.toUpload(session.runId(), 0, Integer.MAX_VALUE).stream()
                .map(Work::masterId)
                .toList();
        boolean listed = session.dialect() == Dialect.V3
                && session.masterDialect() == Dialect.V3
                && free.size() <= (long) IdChunks.SIZE * candidates.size();
        return new AdoptionCandidates(candidates, free, listed || free.stream().anyMatch(state::mayAdopt), false);
    }

    /** A search that looks at every free document, as a dry run does. */
    public AdoptionCandidates ofAll(
            Session session, InstanceSnapshot reading, List<Long> candidates, Map<Long, Long> mapped) {
        return new AdoptionCandidates(candidates, free(session, reading, mapped), true, true);
    }

    /** Live documents that stand for nothing, and that no upload claims. */
    private Set<Long> free(Session session, InstanceSnapshot reading, Map<Long, Long> mapped) {
        Set<Long> free = Arrays.stream(reading.inventory()).boxed().collect(Collectors.toCollection(HashSet::new));
        mapped.values().forEach(free::remove); // removeAll would search all values for each id
        free.removeAll(uploads.open(session.replicaId()).stream()
                .map(Upload::replicaDocId)
                .filter(Objects::nonNull)
                .toList());
        return free;
    }

    /** For {@code id__in}: free documents of a replica that lists checksums. */
    public Iterator<String> freeChunks(
            @ExchangeProperty("search") AdoptionCandidates search, @ExchangeProperty("session") Session session) {
        return new StoppableIterator<>(
                session,
                stops,
                session.dialect() == Dialect.V3
                        ? IdChunks.of(search.free())
                        : List.<String>of().iterator());
    }

    public void ofReplica(@Body DocumentPage page, @ExchangeProperty("search") AdoptionCandidates search) {
        for (Document document : page.results()) {
            if (document.newestChecksum() != null) {
                search.holds(document.newestChecksum(), document.id(), document.originalFileName());
            }
        }
    }

    /** For {@code id__in}: documents of the master that are looked for. */
    public Iterator<String> candidateChunks(
            @ExchangeProperty("search") AdoptionCandidates search, @ExchangeProperty("session") Session session) {
        return new StoppableIterator<>(session, stops, IdChunks.of(search.candidates()));
    }

    public Iterator<AdoptionCandidate> candidates(
            @Body DocumentPage page,
            @ExchangeProperty("search") AdoptionCandidates search,
            @ExchangeProperty("session") Session session) {
        return new StoppableIterator<>(
                session,
                stops,
                page.results().stream()
                        .map(document -> {
                            AdoptionCandidate candidate =
                                    new AdoptionCandidate(document, session.dialect(), search.onlyLooks());
                            known(candidate);
                            return candidate;
                        })
                        .iterator());
    }

    /** The other kind of checksum, where these bytes were read before. */
    private void known(AdoptionCandidate candidate) {
        String checksum = candidate.sha256() != null ? candidate.sha256() : candidate.md5();
        if (checksum != null) {
            checksums.find(checksum).ifPresent(candidate::is);
        }
    }

    /** @param etag of the original: its checksum (paperless-api.md §4) */
    public void checksum(@Header("ETag") String etag, @ExchangeProperty("candidate") AdoptionCandidate candidate) {
        candidate.asked();
        Etag.checksum(etag).ifPresent(candidate::is);
        known(candidate);
    }

    /** Its file was read, to know both kinds. */
    public void read(
            @ExchangeProperty("file") Checksums.Both file, @ExchangeProperty("candidate") AdoptionCandidate candidate) {
        candidate.is(file);
    }

    /** @param page documents of the replica with this checksum */
    public void answered(
            @Body DocumentPage page,
            @ExchangeProperty("candidate") AdoptionCandidate candidate,
            @ExchangeProperty("search") AdoptionCandidates search) {
        candidate.free(page.results().stream()
                .map(Document::id)
                .filter(search::isFree)
                .sorted()
                .toList());
    }

    /** Adopts it, offers it, or, in a dry run, keeps what would be done. */
    public void decide(
            @ExchangeProperty("candidate") AdoptionCandidate candidate,
            @ExchangeProperty("search") AdoptionCandidates search,
            @ExchangeProperty("session") Session session) {
        List<Long> free = session.dialect() == Dialect.V2 || candidate.sha256() == null
                ? candidate.free()
                : search.holding(candidate.sha256(), candidate.fileName());
        if (free.isEmpty()) {
            return;
        }
        List<Long> adoptable = adoptable(session, free, candidate.md5(), candidate.sha256(), -1);
        boolean adopt = !adoptable.isEmpty();
        long document = adopt ? adoptable.get(0) : free.get(0);
        search.take(candidate.getId(), new AdoptionCandidates.Found(document, adopt));
        if (search.onlyLooks()) {
            return;
        }
        if (adopt) {
            adoptions.adopt(
                    session.replicaId(),
                    candidate.getId(),
                    document,
                    new Checksums.Both(candidate.md5(), candidate.sha256()),
                    candidate.onlyVersion());
        } else {
            offer(session, candidate.getId(), document, candidate.title());
        }
    }

    /** At an upload's turn: is what the replica holds to wait for a person? */
    public boolean mustWait(
            @Body List<Long> free,
            @ExchangeProperty("file") Spooled file,
            @ExchangeProperty("session") Session session) {
        checksums.put(file.md5(), file.sha256());
        return !free.isEmpty() && adoptable(free, file, session).isEmpty();
    }

    /** What needs no person's word (any more): where there is such a document, it stands for the master's, and no other. */
    public List<Long> adoptable(
            @Body List<Long> free,
            @ExchangeProperty("file") Spooled file,
            @ExchangeProperty("session") Session session) {
        return adoptable(session, free, file.md5(), file.sha256(), -1);
    }

    /** Confirmed by a person, brought there by an intent of ours, or a copy of ours whose document left the master. */
    private List<Long> adoptable(Session session, List<Long> free, String md5, String sha256, long butNotUpload) {
        MaintenanceState.State state = upkeep.of(session.replicaId());
        boolean asIfAccepted = session.run().mode() == Run.Mode.DRY_RUN
                && session.accepted() != null; // with it, what the replica holds is accepted
        return free.stream()
                .filter(id -> asIfAccepted
                        || state.mayAdopt(id)
                        || mappings.masterDoc(session.replicaId(), id).isPresent()
                        || uploads.mayHaveBrought(session.replicaId(), id, md5, sha256, butNotUpload))
                .toList();
    }

    public void offer(
            @Body List<Long> free,
            @ExchangeProperty("document") Document document,
            @ExchangeProperty("session") Session session) {
        offer(session, document.id(), free.get(0), document.title());
    }

    /** The replica refused an upload because it holds the bytes: what came there from elsewhere waits for a person, too. */
    public boolean waits(Session session, Upload upload, long replicaDocId) {
        if (!adoptable(session, List.of(replicaDocId), upload.md5(), upload.sha256(), upload.id())
                .isEmpty()) {
            return false;
        }
        uploads.abandon(upload.id(), "The replica holds these bytes already.");
        offer(session, upload.masterId(), replicaDocId, upload.fileName());
        return true;
    }

    private void offer(Session session, long masterId, long replicaDocId, String title) {
        adoptions.offer(session.replicaId(), masterId, replicaDocId, title);
        journal.info(
                session,
                masterId,
                "offered",
                "\"" + title + "\" is on the replica already (document " + replicaDocId
                        + "), from before; it waits for the confirmation of the adoption.");
    }
}
