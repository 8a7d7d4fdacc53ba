package io.pngx.controller.store;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Finds documents over all replicas by title, id, archive serial number and status, page by page. A rare status is
 * searched in the tables that cause it, so that the search does not read all mappings.
 */
public final class DocumentSearch {
    private static final String COPIES =
            "select replica_id, master_id, replica_doc_id, title, archive_serial_number, contested_at, changed_at"
                    + " from sync_map";

    private final Database db;

    public DocumentSearch(Database db) {
        this.db = db;
    }

    /** Orders of the documents. */
    public enum Sort {
        /** The highest id first. */
        NEWEST,
        /** The lowest id first. */
        OLDEST,
        /** By title, upper and lower case alike. */
        TITLE
    }

    /**
     * Filter; null: no restriction. {@code text} is a part of the title, a whole id on either side, or an archive
     * serial number. Without a replica, a document matches if it has the status on any replica. {@code after} is the
     * last document of the previous page.
     */
    public record Filter(Long replicaId, DocumentStatus status, String text, Sort sort, Long after, int limit) {}

    /** Returns the ids of documents on the master. */
    public List<Long> find(Filter filter) {
        var statement = db.read().sql(sql(filter)).param("limit", filter.limit());
        if (filter.replicaId() != null) {
            statement = statement.param("replica", filter.replicaId());
        }
        if (filter.status() != null) {
            statement = statement.param("status", filter.status().name());
        }
        if (filter.text() != null) {
            statement = statement.param("text", filter.text()).param("number", number(filter.text()));
        }
        if (filter.after() != null) {
            statement = statement.param("after", filter.after());
        }
        return statement.query(Long.class).list();
    }

    static String sql(Filter filter) {
        boolean byTitle = filter.sort() == Sort.TITLE;
        List<String> where = new ArrayList<>();
        if (filter.replicaId() != null) {
            where.add("k.replica_id = :replica");
        }
        if (filter.status() != null) {
            where.add("(" + DocumentStatus.VALUE + ") = :status");
        }
        if (filter.text() != null) {
            where.add("(instr(lower(coalesce(k.title, '')), lower(:text)) > 0"
                    + " or :number in (k.master_id, k.replica_doc_id, k.archive_serial_number))");
        }
        if (filter.after() != null && !byTitle) {
            where.add("k.master_id " + (filter.sort() == Sort.OLDEST ? ">" : "<") + " :after");
        }
        List<String> sources = sources(filter.status());
        // "union" removes the second row of a document that several replicas hold; a single query needs "distinct".
        String select = sources.size() == 1 ? "select distinct k.master_id" : "select k.master_id";
        String arms = sources.stream()
                .map(source -> select + (byTitle ? ", k.title" : "") + " from (" + source + ") k "
                        + (filter.status() == null ? "" : DocumentStatus.JOINS)
                        + (where.isEmpty() ? "" : " where " + String.join(" and ", where)))
                .collect(Collectors.joining(" union "));
        if (!byTitle) {
            return arms + " order by 1 " + (filter.sort() == Sort.OLDEST ? "asc" : "desc") + " limit :limit";
        }
        String key = "title is null, coalesce(title, '') collate nocase, master_id";
        return "with found as (select master_id, min(title) as title from (" + arms + ") group by master_id)"
                + " select master_id from found"
                + (filter.after() == null
                        ? ""
                        : " where (" + key + ") > (select " + key + " from found where master_id = :after)")
                + " order by " + key + " limit :limit";
    }

    /** Returns queries whose rows include every document with the status. */
    private static List<String> sources(DocumentStatus status) {
        String name = "(select u.file_name from uploads u where u.master_id = d.master_id"
                + " and u.replica_id = d.replica_id order by u.id desc limit 1)";
        if (status == null) {
            return List.of(COPIES, of("work", name, "true"), of("unselected", "d.title", "true"));
        }
        return switch (status) {
            case IN_SYNC -> List.of(COPIES);
            case CONTESTED -> List.of(COPIES + " where contested_at is not null");
            case DIFFERS -> List.of(of("verifications", "d.title", "d.result = 'mismatch'"));
            case PENDING -> List.of(of("work", name, "d.attempts = 0"));
            case FAILED -> List.of(of("work", name, "d.attempts > 0"));
            case EXCLUDED -> List.of(of("unselected", "d.title", "true"));
            case HELD -> List.of(of("adoptions", "d.title", "true"), deletion("'HELD'"));
            case DELETING -> List.of(deletion("'OPEN', 'APPROVED', 'ACTING'"));
            case KEPT -> List.of(deletion("'REJECTED'"));
        };
    }

    private static String deletion(String states) {
        return of("tombstones", "d.title", "d.kind = 'documents' and d.state in (" + states + ")");
    }

    private static String of(String table, String title, String condition) {
        return "select d.replica_id, d.master_id, m.replica_doc_id, coalesce(m.title, " + title + ") as title,"
                + " m.archive_serial_number, m.contested_at, m.changed_at from " + table
                + " d left join sync_map m on m.replica_id = d.replica_id and m.master_id = d.master_id where "
                + condition;
    }

    private static Long number(String text) {
        return text.matches("[0-9]{1,18}") ? Long.valueOf(text) : null;
    }
}
