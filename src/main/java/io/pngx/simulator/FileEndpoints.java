package io.pngx.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** Download, preview, thumb and metadata, with their different caching headers (paperless-api.md §4). */
final class FileEndpoints {
    /** Pictures of a page. The id of a document selects one of the pictures as its thumbnail. */
    private static final List<byte[]> THUMBNAILS =
            IntStream.range(0, 4).mapToObj(FileEndpoints::picture).toList();

    private static final DateTimeFormatter ETAG_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx");

    private final Instance instance;
    private final Permissions permissions;
    private final FileNames names;

    FileEndpoints(Instance instance, Permissions permissions, FileNames names) {
        this.instance = instance;
        this.permissions = permissions;
        this.names = names;
    }

    private static byte[] picture(int number) {
        try (InputStream in = FileEndpoints.class.getResourceAsStream("/simulator/thumbnail-" + number + ".webp")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void routes(List<Route> routes) {
        routes.add(new Route("/api/documents/([^/.]+)/download/").get(call -> file(call, "attachment")));
        routes.add(new Route("/api/documents/([^/.]+)/preview/").get(call -> file(call, "inline")));
        routes.add(new Route("/api/documents/([^/.]+)/thumb/").get(this::thumb));
        routes.add(new Route("/api/documents/([^/.]+)/metadata/").get(this::metadata));
    }

    /**
     * Finds a document by its id. On v3, the id of a version finds that version.
     *
     * @param trashed whether the address also finds documents in the trash
     */
    private DocumentRow find(Call call, boolean trashed) {
        DocumentRow row = instance.documents.get(call.id());
        if (row == null || !trashed && !row.isLive()) {
            throw Refusal.notFound();
        }
        return row;
    }

    /** Returns the row whose file is requested: the newest version, or the version that {@code ?version=} names. */
    private DocumentRow chosen(DocumentRow row, Call call) {
        if (!instance.isV3()) {
            return row;
        }
        String version = call.query("version");
        if (version == null) {
            return row.isRoot() ? instance.effective(row) : row;
        }
        if (!version.matches("\\d{1,9}")) {
            throw Refusal.detail(404, "Invalid version parameter");
        }
        DocumentRow asked = instance.documents.get(Integer.parseInt(version));
        DocumentRow root = instance.rootOf(row);
        if (asked == null || asked != root && !Objects.equals(asked.root, root.id)) {
            throw Refusal.notFound();
        }
        return asked;
    }

    private boolean hidden(Call call, DocumentRow row) {
        return !permissions.mayView(call.user, row);
    }

    private Answer file(Call call, String disposition) {
        DocumentRow row = find(call, true);
        DocumentRow chosen = chosen(row, call);
        boolean original = "true".equals(call.query("original"));
        boolean archived = chosen.archive != null && !original;
        boolean preview = disposition.equals("inline");
        String etag = null;
        Instant modified = null;
        if (preview && row.isLive()) {
            etag = original
                    ? instance.checksum(chosen)
                    : chosen.archive == null ? null : instance.personality.checksum(chosen.archive);
            modified = chosen.modified;
        }
        if (hidden(call, row)) {
            return conditional(call, Answer.text(403, "Insufficient permissions"), etag, modified);
        }
        if (chosen.fileLost) {
            throw Refusal.notFound();
        }
        DocumentRow root = instance.rootOf(row);
        String name = names.publicName(root, archived ? ".pdf" : FileNames.extension(chosen.mimeType));
        if (instance.isV3() && call.flag("follow_formatting")) {
            name = names.media(chosen, archived ? ".pdf" : FileNames.extension(chosen.mimeType));
        }
        Answer answer =
                Answer.file(archived ? "application/pdf" : chosen.mimeType, archived ? chosen.archive : chosen.file);
        answer.header("Content-Disposition", FileNames.disposition(disposition, name));
        return conditional(call, answer, etag, modified);
    }

    private Answer thumb(Call call) {
        DocumentRow row = find(call, instance.isV3());
        DocumentRow chosen = chosen(row, call);
        boolean live = row.isLive();
        String etag = instance.isV3() && live ? instance.checksum(chosen) : null;
        Instant modified = live ? chosen.thumbnailed : null;
        if (hidden(call, row)) {
            return conditional(call, Answer.text(403, "Insufficient permissions"), etag, modified);
        }
        Answer answer = Answer.of(
                200,
                "image/webp",
                instance.thumbnail != null ? instance.thumbnail : THUMBNAILS.get(chosen.id % THUMBNAILS.size()));
        if (instance.isV3()) {
            answer.header("Content-Disposition", "inline; filename=\"" + String.format("%07d", chosen.id) + ".webp\"");
        }
        return conditional(call, answer, etag, modified);
    }

    private Answer metadata(Call call) {
        DocumentRow row = find(call, false);
        DocumentRow chosen = chosen(row, call);
        String etag = instance.checksum(chosen)
                + (instance.isV3() ? ":" + ETAG_TIME.format(chosen.modified.atOffset(ZoneOffset.UTC)) : "");
        if (hidden(call, row)) {
            return conditional(call, Answer.text(403, "Insufficient permissions"), etag, chosen.modified);
        }
        Blob archive = chosen.archive;
        String extension = FileNames.extension(chosen.mimeType);
        return conditional(
                call,
                Answer.ok(Json.object(
                        "original_checksum",
                        instance.checksum(chosen),
                        "original_size",
                        chosen.fileLost ? null : chosen.file.size(),
                        "original_mime_type",
                        chosen.mimeType,
                        "media_filename",
                        names.media(chosen, extension),
                        "has_archive_version",
                        archive != null,
                        "original_metadata",
                        chosen.fileLost ? null : Json.array(),
                        "archive_checksum",
                        archive == null ? null : instance.personality.checksum(archive),
                        "archive_media_filename",
                        archive == null ? null : names.media(chosen, ".pdf"),
                        "original_filename",
                        chosen.originalFileName,
                        "archive_size",
                        archive == null ? null : archive.size(),
                        "archive_metadata",
                        archive == null ? null : Json.array(),
                        "lang",
                        "en")),
                etag,
                chosen.modified);
    }

    /** Adds ETag and Last-Modified. If the client already has this state, turns the answer into a 304. */
    private static Answer conditional(Call call, Answer answer, String etag, Instant modified) {
        String quoted = etag == null ? null : "\"" + etag + "\"";
        String date = modified == null ? null : ServerClock.http(modified);
        String wanted = call.raw.header("if-none-match");
        boolean same = wanted != null
                ? quoted != null && List.of(wanted.split("\\s*,\\s*")).contains(quoted)
                : date != null && date.equals(call.raw.header("if-modified-since"));
        Answer sent = same ? Answer.empty(304) : answer;
        return sent.header("ETag", quoted).header("Last-Modified", date);
    }
}
