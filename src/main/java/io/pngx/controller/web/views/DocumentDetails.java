package io.pngx.controller.web.views;

import io.pngx.controller.store.Database;
import io.pngx.controller.store.DocumentList;
import io.pngx.controller.store.DocumentSearch;
import io.pngx.controller.store.DocumentStatus;
import io.pngx.controller.store.FileVersion;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Times;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.UploadHistory;
import io.pngx.controller.store.Verification;
import io.pngx.controller.store.Verifications;
import io.pngx.controller.store.Versions;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.ApiProblem;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads what pages and API show about documents over all replicas. The number of SQL statements does not depend on the
 * number of replicas or documents.
 */
public final class DocumentDetails {
    private static final int LOG_ROWS = 50;
    private static final int UPLOADS = 50;

    private final Database db;
    private final KeyValues settings;
    private final Replicas replicas;
    private final Runs runs;
    private final DocumentList list;
    private final DocumentSearch search;
    private final Versions versions;
    private final UploadHistory uploads;
    private final Verifications verifications;
    private final Tombstones tombstones;
    private final Logs logs;

    public DocumentDetails(Tables tables) {
        this.db = tables.database();
        settings = tables.settings();
        replicas = tables.replicas();
        runs = tables.runs();
        list = tables.documentList();
        search = new DocumentSearch(tables.database());
        versions = tables.versions();
        uploads = tables.uploadHistory();
        verifications = tables.verifications();
        tombstones = tables.tombstones();
        logs = tables.logs();
    }

    /** Returns a page of the list, in the order of the filter. */
    public Page<DocumentRow> search(DocumentSearch.Filter filter) {
        return db.inSnapshot(() -> {
            Page<DocumentSearch.Position> page = Page.of(
                    search.positions(filter.andOneMore()), filter.limit(), position -> position.text(filter.sort()));
            List<Long> ids =
                    page.rows().stream().map(DocumentSearch.Position::masterId).toList();
            return new Page<>(read(ids), page.more());
        });
    }

    /** Returns the number of documents on all pages. */
    public long count(DocumentSearch.Filter filter) {
        return search.count(filter);
    }

    private List<DocumentRow> read(List<Long> ids) {
        Map<Long, Replica> all = replicas();
        Map<Long, List<DocumentStatus.Row>> rows = list.everywhere(ids).stream()
                .filter(row -> row.status() != null)
                .collect(Collectors.groupingBy(DocumentStatus.Row::masterId));
        return ids.stream()
                .map(id -> {
                    List<DocumentStatus.Row> places = rows.getOrDefault(id, List.of());
                    return new DocumentRow(
                            id,
                            title(places).or(() -> fileName(places)).orElse(null),
                            title(places).isEmpty(),
                            number(places),
                            places.stream()
                                    .map(row -> onReplica(row, all.get(row.replicaId())))
                                    .toList());
                })
                .toList();
    }

    private static DocumentRow.OnReplica onReplica(DocumentStatus.Row row, Replica replica) {
        return new DocumentRow.OnReplica(
                row.replicaId(),
                replica.name(),
                row.replicaDocId(),
                word(row, replica),
                row.reason(),
                row.attempts(),
                Times.text(row.nextAt()),
                Times.text(row.syncedAt()),
                row.status().isComparable() && replica.enabled() && !replica.paused() && !replica.dryRunFirst());
    }

    /** Returns everything about one document. Throws a 404 problem if nothing is known about the document. */
    public DocumentDetail one(long masterId) {
        return db.inSnapshot(() -> read(masterId));
    }

    private DocumentDetail read(long masterId) {
        List<DocumentStatus.Row> rows = list.everywhere(List.of(masterId));
        List<Tombstone> deletions = tombstones.ofDocument(masterId);
        List<Upload> sent = uploads.ofDocument(masterId, UPLOADS);
        List<LogRow> history = logs.ofDocument(masterId, LOG_ROWS);
        if (rows.stream().allMatch(row -> row.status() == null)
                && deletions.isEmpty()
                && sent.isEmpty()
                && history.isEmpty()) {
            throw ApiProblem.notFound(Text.of(
                    "The controller knows no document with the id {0} on the master; if the document is new, wait "
                            + "for the next run, or start a run.",
                    String.valueOf(masterId)));
        }
        Map<Long, Replica> all = replicas();
        Set<Long> running = runs.open().stream().map(Run::replicaId).collect(Collectors.toSet());
        Map<Long, List<FileVersion>> files =
                versions.ofDocument(masterId).stream().collect(Collectors.groupingBy(FileVersion::replicaId));
        Map<Long, Verification> verified = verifications.ofDocument(masterId).stream()
                .collect(Collectors.toMap(Verification::replicaId, Function.identity()));
        Map<Long, Tombstone> missing =
                deletions.stream().collect(Collectors.toMap(Tombstone::replicaId, Function.identity()));
        Map<Long, List<Upload>> uploaded = sent.stream().collect(Collectors.groupingBy(Upload::replicaId));
        Optional<String> title =
                title(rows).or(() -> deletions.stream().map(Tombstone::title).findFirst());
        return new DocumentDetail(
                masterId,
                title.or(() -> sent.stream().map(Upload::fileName).findFirst()).orElse(null),
                title.isEmpty(),
                number(rows),
                settings.get(Setting.MASTER_URL)
                        .map(url -> address(url, masterId))
                        .orElse(null),
                rows.stream()
                        .map(row -> place(
                                row,
                                all.get(row.replicaId()),
                                running.contains(row.replicaId()),
                                files.getOrDefault(row.replicaId(), List.of()),
                                verified.get(row.replicaId()),
                                missing.get(row.replicaId()),
                                uploaded.getOrDefault(row.replicaId(), List.of())))
                        .toList(),
                history.stream()
                        .map(row -> LogView.of(
                                row,
                                Optional.ofNullable(row.replicaId())
                                        .map(all::get)
                                        .map(Replica::name)
                                        .orElse(null)))
                        .toList());
    }

    private DocumentDetail.OnReplica place(
            DocumentStatus.Row row,
            Replica replica,
            boolean running,
            List<FileVersion> files,
            Verification verified,
            Tombstone deletion,
            List<Upload> sent) {
        boolean deleted = row.status() == null && deletion != null && deletion.state() == Tombstone.State.DONE;
        return new DocumentDetail.OnReplica(
                replica.id(),
                replica.name(),
                row.replicaDocId(),
                row.replicaDocId() == null ? null : address(replica.url(), row.replicaDocId()),
                deleted ? "deleted" : word(row, replica),
                deleted
                        ? Text.of("The copy is in the replica's trash, or the trash was emptied.")
                        : sentence(row, replica, sent),
                row.attempts(),
                Times.text(row.nextAt()),
                Times.text(row.syncedAt()),
                Times.text(row.changedAt()),
                verified == null ? null : VerificationView.of(verified),
                files.stream().map(DocumentDetail.FileView::of).toList(),
                sent.stream().map(DocumentDetail.UploadView::of).toList(),
                deletion == null ? null : DeletionView.of(deletion, replica.name()),
                replica.enabled() && !replica.paused() && !settings.paused(),
                running);
    }

    private static Text sentence(DocumentStatus.Row row, Replica replica, List<Upload> sent) {
        if (row.status() == null) {
            return DocumentStatus.ABSENT;
        }
        Optional<Upload> open = sent.stream()
                .filter(upload -> upload.state() != Upload.State.SETTLED && upload.state() != Upload.State.FAILED)
                .findFirst();
        if (row.status() == DocumentStatus.PENDING && open.isPresent()) {
            Text question = open.get().question();
            return question == null ? Text.of("{0} The file is on the way to the replica.", row.reason()) : question;
        }
        return switch (row.status()) {
            case IN_SYNC ->
                replica.dryRunFirst()
                        ? Text.of("Not compared since the last switchover or undo, because the replica waits until you "
                                + "accept a dry run.")
                        : Text.of("The copy equalled the master's document at the last comparison.");
            case FAILED -> Text.of("The last attempt failed: {0}", row.reason());
            default -> row.reason();
        };
    }

    private static String word(DocumentStatus.Row row, Replica replica) {
        if (row.status() == null) {
            return "absent";
        }
        return row.status() == DocumentStatus.IN_SYNC && replica.dryRunFirst()
                ? "not_compared"
                : row.status().word();
    }

    private static Optional<String> fileName(List<DocumentStatus.Row> rows) {
        return rows.stream()
                .map(DocumentStatus.Row::fileName)
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** Returns the title of the newest comparison. */
    private static Optional<String> title(List<DocumentStatus.Row> rows) {
        return byAge(rows)
                .map(DocumentStatus.Row::title)
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static Long number(List<DocumentStatus.Row> rows) {
        return byAge(rows)
                .map(DocumentStatus.Row::archiveSerialNumber)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static Stream<DocumentStatus.Row> byAge(List<DocumentStatus.Row> rows) {
        return rows.stream()
                .sorted(Comparator.comparing(
                        DocumentStatus.Row::syncedAt, Comparator.nullsLast(Comparator.reverseOrder())));
    }

    private Map<Long, Replica> replicas() {
        return replicas.all().stream().collect(Collectors.toMap(Replica::id, Function.identity()));
    }

    private static String address(String instance, long document) {
        return instance + "/documents/" + document + "/details";
    }
}
