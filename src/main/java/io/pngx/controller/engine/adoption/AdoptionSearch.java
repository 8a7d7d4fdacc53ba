package io.pngx.controller.engine.adoption;

import io.pngx.controller.engine.instances.InstanceSnapshot;
import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.session.Etag;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.IdChunks;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.paperless.Dialect;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.store.Adoptions;
import io.pngx.controller.store.Checksums;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.OpenUploads;
import io.pngx.controller.store.RunWork;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Work;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/** Finds, by their bytes, the documents that a replica had before the controller. */
public final class AdoptionSearch {
    private final Adoptions adoptions;
    private final Checksums checksums;
    private final SyncMap mappings;
    private final OpenUploads openUploads;
    private final MaintenanceState maintenance;
    private final RunWork runWork;
    private final StopSignal stops;

    public AdoptionSearch(Tables tables, StopSignal stops) {
        this.adoptions = tables.adoptions();
        this.checksums = tables.checksums();
        this.mappings = tables.mappings();
        this.openUploads = tables.openUploads();
        this.maintenance = tables.maintenance();
        this.runWork = tables.runWork();
        this.stops = stops;
    }

    /**
     * Starts the search of a run that writes. A v3 replica lists the checksums of its unmapped documents if these lists
     * need at most as many calls as single searches, or if adoptions wait for the user. If the master lists checksums
     * too, or if the user confirmed adoptions, the search compares all documents before the first upload. Otherwise, a
     * run searches for each document just before its upload.
     */
    public AdoptionCandidates searchForRun(@Body ReplicaRun run) {
        Session session = run.session();
        Set<Long> free = unclaimed(session, run.replica(), mappings.ids(session.replicaId())::isCopy);
        if (free.isEmpty()) {
            session.uploads().foundOnlyCopies(run.replica().inventory().length);
        }
        MaintenanceState.State state = maintenance.of(session.replicaId());
        List<Long> candidates = runWork.toUpload(session.runId(), 0, Integer.MAX_VALUE).stream()
                .map(Work::masterId)
                .toList();
        boolean confirmed = free.stream().anyMatch(state::mayAdopt);
        boolean listed = session.dialect() == Dialect.V3
                && (confirmed
                        || free.size() <= (long) IdChunks.SIZE * candidates.size()
                        || adoptions.count(session.replicaId()) > 0);
        return new AdoptionCandidates(
                session, candidates, free, listed, confirmed || listed && session.masterDialect() == Dialect.V3, false);
    }

    /** Starts the search of a dry run, which compares every unmapped document of the replica. */
    public AdoptionCandidates searchAll(
            Session session, InstanceSnapshot reading, List<Long> candidates, Map<Long, Long> mapped) {
        Set<Long> copies = new HashSet<>(mapped.values());
        return new AdoptionCandidates(
                session,
                candidates,
                unclaimed(session, reading, copies::contains),
                session.dialect() == Dialect.V3,
                true,
                true);
    }

    /** Returns the replica's documents that are neither copies nor claimed by an upload. */
    private Set<Long> unclaimed(Session session, InstanceSnapshot reading, LongPredicate isCopy) {
        Set<Long> free = Arrays.stream(reading.inventory())
                .filter(isCopy.negate())
                .boxed()
                .collect(Collectors.toCollection(HashSet::new));
        free.removeAll(openUploads.open(session.replicaId()).stream()
                .map(Upload::replicaDocId)
                .filter(Objects::nonNull)
                .toList());
        return free;
    }

    /** Returns the unmapped documents in chunks; none if their checksums are not listed. */
    public Iterator<AdoptionCandidates.Chunk> freeChunks(@Body AdoptionCandidates search) {
        return chunks(search, search.isListed() ? search.free() : List.of());
    }

    public void addReplicaPage(
            @Body AdoptionCandidates.Chunk chunk, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        for (Document document : page.results()) {
            chunk.search().session().uploads().found(document);
            if (document.newestChecksum() != null) {
                chunk.search().session().uploads().listed(document);
                chunk.search().addUnmapped(document.newestChecksum(), document.id(), document.originalFileName());
            }
            if (document.versions().size() > 1) {
                chunk.search()
                        .session()
                        .uploads()
                        .unmappedVersions()
                        .add(
                                document.newestChecksum(),
                                document.id(),
                                document.newestFile().id());
            }
        }
    }

    /** Returns the documents of the master to search for, in chunks; none if each is searched before its upload. */
    public Iterator<AdoptionCandidates.Chunk> candidateChunks(@Body AdoptionCandidates search) {
        return chunks(search, search.isWorthIt() ? search.candidates() : List.of());
    }

    private Iterator<AdoptionCandidates.Chunk> chunks(AdoptionCandidates search, Collection<Long> ids) {
        return new StoppableIterator<>(search.session(), stops, IdChunks.of(ids))
                .computing(chunk -> new AdoptionCandidates.Chunk(search, chunk));
    }

    public Iterator<AdoptionCandidate> candidates(
            @Body AdoptionCandidates.Chunk chunk, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        return new StoppableIterator<>(
                chunk.search().session(),
                stops,
                page.results().stream()
                        .map(document -> {
                            AdoptionCandidate candidate = new AdoptionCandidate(chunk.search(), document);
                            addKnownChecksum(candidate);
                            return candidate;
                        })
                        .iterator());
    }

    /** Adds the other kind of checksum (MD5 or SHA-256), if both checksums of the file are stored. */
    private void addKnownChecksum(AdoptionCandidate candidate) {
        String checksum = candidate.sha256() != null ? candidate.sha256() : candidate.md5();
        if (checksum != null) {
            checksums.find(checksum).ifPresent(candidate::setChecksums);
        }
    }

    /** Records the checksum of the original, which the master sends as ETag (paperless-api.md §4). */
    public void recordChecksum(@Body AdoptionCandidate candidate, Exchange exchange) {
        candidate.markAsked();
        Etag.checksum(Received.header(exchange, ExchangeNames.ANSWER, "ETag").orElse(null))
                .ifPresent(candidate::setChecksums);
        addKnownChecksum(candidate);
    }

    /** Records both checksums after a read of the file. */
    public void recordFile(@Body AdoptionCandidate candidate, @Variable(ExchangeNames.ANSWER) Checksums.Both file) {
        candidate.setChecksums(file);
    }

    /** @param page documents of the replica with this checksum */
    public void recordMatches(@Body AdoptionCandidate candidate, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        page.results().forEach(candidate.session().uploads()::found);
        candidate.free(page.results().stream()
                .map(Document::id)
                .filter(candidate.search()::isFree)
                .sorted()
                .toList());
    }
}
