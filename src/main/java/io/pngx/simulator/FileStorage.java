package io.pngx.simulator;

import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Stores an uploaded file as a document or as a version, or refuses the file, as paperless-ngx does. */
final class FileStorage {
    private static final int LONGEST_NAME = 250;

    private final Instance instance;
    private final TagTree tree;
    private final Permissions permissions;

    FileStorage(Instance instance, TagTree tree, Permissions permissions) {
        this.instance = instance;
        this.tree = tree;
        this.permissions = permissions;
    }

    /** Stores the file. The caller must hold the lock of the instance. */
    DocumentRow store(ConsumeOrder order) throws ConsumeFailure {
        return order.root() == null ? document(order) : version(order);
    }

    private DocumentRow document(ConsumeOrder order) throws ConsumeFailure {
        String name = order.fileName();
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw new ConsumeFailure(name + ": [Errno 36] File name too long");
        }
        refuseDuplicate(order);
        refuseTakenAsn(order);
        DocumentRow row = new DocumentRow();
        parse(row, order);
        row.added = instance.clock.now();
        row.created = order.created() != null ? order.created() : TextDates.first(row.content, instance.clock.today());
        row.owner = order.owner();
        row.asn = order.asn();
        row.correspondent = order.correspondent();
        row.documentType = order.documentType();
        row.storagePath = order.storagePath();
        order.fields().forEach(value -> row.fields.add(value.copy()));
        row.tags.addAll(tree.withAncestors(order.tags()));
        row.title = title(order, row);
        attachByRules(row);
        row.id = instance.nextId("document");
        instance.documents.put(row.id, row);
        instance.bump(row);
        return row;
    }

    private void parse(DocumentRow row, ConsumeOrder order) throws ConsumeFailure {
        byte[] head = order.file().head(Blob.IN_MEMORY);
        if (order.mimeType().equals("application/pdf")
                && new String(head, StandardCharsets.ISO_8859_1).contains("/Encrypt")) {
            throw new ConsumeFailure(order.fileName() + ": Error occurred while consuming document " + order.fileName()
                    + ": EncryptedPdfError: Input PDF is encrypted.");
        }
        row.file = stored(order);
        row.mimeType = order.mimeType();
        row.originalFileName = order.fileName();
        row.content = DocumentText.of(order.mimeType(), head);
        row.pageCount = DocumentText.pages(order.mimeType(), head);
        row.thumbnailed = instance.clock.now();
    }

    /** Returns the file that is stored: the pre-consume script runs after the search for duplicates. */
    private Blob stored(ConsumeOrder order) throws ConsumeFailure {
        if (!instance.changeFiles) {
            return order.file();
        }
        byte[] sent = order.file().bytes();
        byte[] changed = Arrays.copyOf(sent, sent.length + 1);
        changed[sent.length] = '\n';
        Blob file = Blob.of(changed);
        if (!instance.isV3()
                && instance.documents.values().stream()
                        .anyMatch(row -> row.file.sha256().equals(file.sha256()))) {
            throw new ConsumeFailure(order.fileName() + ": The following error occurred while storing document "
                    + order.fileName() + " after parsing: UNIQUE constraint failed: documents_document.checksum");
        }
        return file;
    }

    private String title(ConsumeOrder order, DocumentRow row) throws ConsumeFailure {
        String name = order.fileName();
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        ZonedDateTime added = row.added.atZone(instance.clock.zone());
        Map<String, String> values = new TreeMap<>(Map.of(
                "owner_username",
                row.owner == null ? "" : instance.users.get(row.owner).username,
                "correspondent",
                nameOf(LookupKind.CORRESPONDENT, row.correspondent),
                "document_type",
                nameOf(LookupKind.DOCUMENT_TYPE, row.documentType),
                "original_filename",
                stem,
                "filename",
                stem,
                "created",
                row.created.toString(),
                "created_year",
                String.valueOf(row.created.getYear()),
                "added",
                added.toLocalDate().toString(),
                "added_year",
                String.valueOf(added.getYear())));
        try {
            return TitleTemplate.render(order.title(), values, stem);
        } catch (TitleTemplate.Broken e) {
            throw new ConsumeFailure(name + ": The following error occurred while storing document " + name
                    + " after parsing: " + e.getMessage());
        }
    }

    private String nameOf(LookupKind kind, Integer id) {
        return id == null ? "" : instance.lookups(kind).get(id).name;
    }

    /**
     * Refuses duplicates. A v2 server refuses bytes that another document or its archive has, even in the trash. A v3
     * server refuses such bytes only if it is configured to do so.
     */
    private void refuseDuplicate(ConsumeOrder order) throws ConsumeFailure {
        String sha = order.file().sha256();
        if (instance.isV3() && !instance.deleteDuplicates) {
            return;
        }
        List<DocumentRow> same = instance.documents.values().stream()
                .filter(row -> row.file.sha256().equals(sha)
                        || row.archive != null && row.archive.sha256().equals(sha))
                .sorted(Comparator.comparing((DocumentRow row) -> row.id).reversed())
                .toList();
        if (same.isEmpty()) {
            return;
        }
        DocumentRow found = same.get(0);
        if (instance.isV3()) {
            throw new ConsumeFailure("Not consuming: It is a duplicate of document #" + found.id, found);
        }
        if (same.size() > 1) {
            throw new ConsumeFailure(
                    order.fileName() + ": get() returned more than one Document -- it returned " + same.size() + "!");
        }
        throw new ConsumeFailure(
                order.fileName() + ": Not consuming " + order.fileName() + ": It is a duplicate of "
                        + found.title + " (#" + found.id + ")."
                        + (found.isLive() ? "" : " Note: existing document is in the trash."),
                found);
    }

    private void refuseTakenAsn(ConsumeOrder order) throws ConsumeFailure {
        for (DocumentRow row : instance.documents.values()) {
            if (order.asn() != null && order.asn().equals(row.asn)) {
                throw new ConsumeFailure(order.fileName() + ": Not consuming " + order.fileName() + ": Given ASN "
                        + order.asn() + " already exists!"
                        + (row.isLive() ? "" : " Note: existing document is in the trash."));
            }
        }
    }

    /** Adds inbox tags and matching tags. Sets the other lookups only if the upload named none. */
    private void attachByRules(DocumentRow row) {
        UserRow owner = row.owner == null ? null : instance.users.get(row.owner);
        for (LookupRow tag : instance.lookups(LookupKind.TAG).values()) {
            boolean visible = owner == null || permissions.mayView(owner, tag.owner, tag.grants);
            if (tag.inbox && visible || Matching.matches(tag, row.content)) {
                row.tags.addAll(tree.withAncestors(List.of(tag.id)));
            }
        }
        for (LookupKind kind : LookupKind.values()) {
            if (kind != LookupKind.TAG && row.lookup(kind) == null) {
                instance.lookups(kind).values().stream()
                        .filter(l -> Matching.matches(l, row.content))
                        .findFirst()
                        .ifPresent(l -> row.setLookup(kind, l.id));
            }
        }
    }

    private DocumentRow version(ConsumeOrder order) throws ConsumeFailure {
        DocumentRow root = instance.documents.get(order.root());
        if (root == null || !root.isLive()) {
            throw new ConsumeFailure(order.fileName() + ": Document matching query does not exist.");
        }
        refuseDuplicate(order);
        int index = instance.versions(root).size();
        DocumentRow row = new DocumentRow();
        parse(row, order);
        row.root = root.id;
        root.versioned = true;
        row.versionLabel = order.versionLabel();
        row.versionIndex = index;
        row.title = root.title;
        row.created = root.created;
        row.owner = root.owner;
        row.added = instance.clock.now();
        row.id = instance.nextId("document");
        instance.documents.put(row.id, row);
        instance.bump(root);
        instance.bump(row);
        return row;
    }
}
