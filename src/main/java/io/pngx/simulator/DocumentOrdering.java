package io.pngx.simulator;

import java.time.LocalDate;
import java.util.Comparator;

/** {@code ordering=}: names separated by commas. Unknown names are ignored (paperless-api.md §2.1). */
final class DocumentOrdering {
    /** Newest documents first, also in the trash. */
    static final Comparator<DocumentRow> DEFAULT = Comparator.<DocumentRow, LocalDate>comparing(row -> row.created)
            .thenComparing(row -> row.id)
            .reversed();

    private final Instance instance;

    DocumentOrdering(Instance instance) {
        this.instance = instance;
    }

    Comparator<DocumentRow> of(String ordering) {
        Comparator<DocumentRow> order = null;
        for (String name : ordering == null ? new String[0] : ordering.split(",")) {
            boolean down = name.startsWith("-");
            Comparator<DocumentRow> one = by(down ? name.substring(1) : name);
            if (one != null) {
                one = down ? one.reversed() : one;
                order = order == null ? one : order.thenComparing(one);
            }
        }
        return order == null ? DEFAULT : order;
    }

    private Comparator<DocumentRow> by(String name) {
        if (name.matches("custom_field_\\d+")) {
            int field = Integer.parseInt(name.substring("custom_field_".length()));
            // Documents that have the field come first.
            return Comparator.comparing((DocumentRow row) -> row.field(field) == null)
                    .thenComparing(row -> row.field(field) == null
                            ? ""
                            : row.field(field).value.asText());
        }
        return switch (name) {
            case "id" -> Comparator.comparing(row -> row.id);
            case "title" -> Comparator.comparing(row -> row.title);
            case "created" -> Comparator.comparing(row -> row.created);
            case "modified" -> Comparator.comparing(row -> row.modified);
            case "added" -> Comparator.comparing(row -> row.added);
            case "archive_serial_number" -> Comparator.comparing(row -> row.asn, nullsFirst());
            case "owner" -> Comparator.comparing(row -> row.owner, nullsFirst());
            case "page_count" -> Comparator.comparing(row -> row.pageCount, nullsFirst());
            case "num_notes" -> Comparator.comparing(row -> row.notes.size());
            case "correspondent__name" -> byLookup(LookupKind.CORRESPONDENT);
            case "document_type__name" -> byLookup(LookupKind.DOCUMENT_TYPE);
            case "storage_path__name" -> byLookup(LookupKind.STORAGE_PATH);
            default -> null;
        };
    }

    private Comparator<DocumentRow> byLookup(LookupKind kind) {
        return Comparator.comparing(
                row -> row.lookup(kind) == null ? null : instance.lookups(kind).get(row.lookup(kind)).name,
                nullsFirst());
    }

    /** SQLite sorts nulls first. */
    private static <T extends Comparable<T>> Comparator<T> nullsFirst() {
        return Comparator.nullsFirst(Comparator.naturalOrder());
    }
}
