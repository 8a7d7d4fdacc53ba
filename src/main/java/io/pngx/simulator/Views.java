package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Creates the read-only views of rows. The caller must hold the lock of the instance. */
final class Views {
    private final Instance instance;

    Views(Instance instance) {
        this.instance = instance;
    }

    DocumentView document(DocumentRow row) {
        DocumentRow shown = row.isRoot() && row.isLive() ? instance.effective(row) : row;
        Map<Integer, JsonNode> fields = new TreeMap<>();
        row.fields.forEach(value -> fields.put(value.field, value.read(instance.fields.get(value.field))));
        return new DocumentView(
                row.id,
                row.root,
                row.title,
                shown.content,
                row.created,
                row.added,
                row.modified,
                row.deletedAt,
                row.asn,
                row.originalFileName,
                shown.mimeType,
                row.pageCount,
                row.correspondent,
                row.documentType,
                row.storagePath,
                Set.copyOf(row.tags),
                row.owner,
                fields,
                notes(row),
                shown.file.sha256(),
                shown.file.md5(),
                shown.file.size(),
                shown.archive != null,
                inNames(row, shown));
    }

    private List<DocumentView.NoteView> notes(DocumentRow row) {
        return row.notes.stream()
                .map(note -> new DocumentView.NoteView(note.id, note.text, note.created, userName(note.user)))
                .toList();
    }

    private Map<String, Object> inNames(DocumentRow row, DocumentRow shown) {
        Map<String, Object> names = new TreeMap<>();
        names.put("title", row.title);
        names.put("content", shown.content);
        names.put("created", row.created.toString());
        names.put("original_file_name", String.valueOf(row.originalFileName));
        names.put("asn", String.valueOf(row.asn));
        names.put("correspondent", lookupName(LookupKind.CORRESPONDENT, row.correspondent));
        names.put("document_type", lookupName(LookupKind.DOCUMENT_TYPE, row.documentType));
        names.put("storage_path", lookupName(LookupKind.STORAGE_PATH, row.storagePath));
        names.put(
                "tags",
                new TreeSet<>(row.tags.stream().map(id -> instance.tag(id).name).toList()));
        names.put("owner", String.valueOf(userName(row.owner)));
        names.put("view", who(row.grants.viewUsers, row.grants.viewGroups));
        names.put("change", who(row.grants.changeUsers, row.grants.changeGroups));
        names.put("fields", fieldNames(row));
        names.put("notes", row.notes.stream().map(note -> note.text).toList());
        names.put("sha256", shown.file.sha256());
        return names;
    }

    private String lookupName(LookupKind kind, Integer id) {
        return id == null ? "" : instance.lookups(kind).get(id).name;
    }

    private String userName(Integer id) {
        UserRow user = id == null ? null : instance.users.get(id);
        return user == null ? null : user.username;
    }

    private Set<String> who(Collection<Integer> users, Collection<Integer> groups) {
        Set<String> names =
                users.stream().map(id -> "user " + userName(id)).collect(Collectors.toCollection(TreeSet::new));
        groups.forEach(id -> names.add("group " + instance.groups.get(id).name));
        return names;
    }

    private Map<String, String> fieldNames(DocumentRow row) {
        Map<String, String> fields = new TreeMap<>();
        for (FieldValue value : row.fields) {
            CustomFieldRow field = instance.fields.get(value.field);
            JsonNode read = value.read(field);
            String text = read.toString();
            if (field.dataType.equals("select")) {
                for (JsonNode option : field.options()) {
                    text = option.path("id").equals(read) ? option.path("label").asText() : text;
                }
            } else if (field.dataType.equals("documentlink") && read.isArray()) {
                Set<String> targets = new TreeSet<>();
                read.forEach(id -> {
                    DocumentRow target = instance.live(id.asInt());
                    if (target != null) {
                        targets.add(instance.effective(target).file.sha256());
                    }
                });
                text = targets.toString();
            }
            fields.put(field.name, text);
        }
        return fields;
    }

    LookupView lookup(LookupRow row) {
        return new LookupView(
                row.id,
                row.kind,
                row.name,
                row.owner,
                row.match,
                row.algorithm,
                row.insensitive,
                row.color,
                row.inbox,
                row.parent,
                row.path);
    }
}
