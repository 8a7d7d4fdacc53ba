package io.pngx.controller.store;

import io.pngx.controller.store.DocumentSearch.Filter;
import io.pngx.controller.store.DocumentSearch.Sort;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Builds the SQL of {@link DocumentSearch}. The search for a rare status begins in the tables that cause this status,
 * and other searches read each title once, so that not all mappings are read.
 */
final class DocumentSearchSql {
    private static final String COPIES =
            "select replica_id, master_id, replica_doc_id, title, archive_serial_number, contested_at, changed_at"
                    + " from sync_map";

    /** Each document with its title, once for all replicas. */
    private static final String TITLES = "select null as replica_id, master_id, null as replica_doc_id, title,"
            + " null as archive_serial_number, null as contested_at, null as changed_at from titles";

    private static final String UNTITLED =
            TITLES.replace(" title,", " null as title,").replace("from titles", "from sync_map d where ");

    private static final String NUMBERED = COPIES + " where replica_id in (select id from replicas)"
            + " and replica_doc_id = :number or archive_serial_number = :number";

    /** What a document without a copy is called. */
    private static final String NAME = DocumentNames.forSearch("d.master_id");

    private static final String IDLE = WorkQueue.IDLE.replace("w.", "d.");

    /** Condition: {@link #TITLES} has no title of the document. */
    private static final String NO_TITLE =
            "not exists (select 1 from titles where titles.master_id = d.master_id) and ";

    /** The first condition lets SQLite find the position in the index. */
    private static final String AFTER =
            " and title collate nocase >= :title and (title collate nocase, master_id) > (:title, :after)";

    private static final String AMONG = "master_id in (select value from json_each(:among))";

    private DocumentSearchSql() {}

    /** Returns the query for one page of documents. */
    static String page(Filter filter) {
        String matches = matches(filter);
        if (filter.sort() != Sort.TITLE) {
            return matches + " order by 1 " + (filter.sort() == Sort.OLDEST ? "asc" : "desc") + " limit :limit";
        }
        String key = "title is null, coalesce(title, '') collate nocase, master_id";
        return "with found as (" + (isAllByTitle(filter) ? titled(filter) + " union all " : "")
                + "select master_id, min(title) as title from (" + matches + ") group by master_id)"
                + " select master_id, title from found"
                + (filter.after() == null
                        ? ""
                        : " where (" + key + ") > (:title is null, coalesce(:title, ''), :after)")
                + " order by " + key + " limit :limit";
    }

    /** Returns the query for the number of documents on all pages. The order must not be by title. */
    static String count(Filter filter) {
        return "select count(*) from (" + matches(filter) + ")";
    }

    /**
     * Returns a query for one page of the documents that have a title, in the order of an index, so that SQLite neither
     * reads nor sorts the titles of other pages.
     */
    private static String titled(Filter filter) {
        return "select * from (select master_id, title from titles t"
                + " where title = (select min(o.title) from titles o where o.master_id = t.master_id)"
                + (filter.among() == null ? "" : " and " + AMONG)
                + (filter.after() == null ? "" : AFTER)
                + " order by title collate nocase, master_id limit :limit)";
    }

    /**
     * Returns a query for the ids of all documents that match, except for those of {@link #titled}. In the order by
     * title, the query also returns the titles.
     */
    private static String matches(Filter filter) {
        boolean byTitle = filter.sort() == Sort.TITLE;
        List<String> where = new ArrayList<>();
        if (filter.replicaId() != null) {
            where.add("k.replica_id = :replica");
        }
        if (filter.status() != null) {
            where.add("(" + DocumentStatus.VALUE + ") in (:statuses)");
        }
        if (filter.text() != null) {
            where.add("(instr(lower(coalesce(k.title, '')), lower(:text)) > 0"
                    + " or :number in (k.master_id, k.replica_doc_id, k.archive_serial_number))");
        }
        if (filter.among() != null) {
            where.add("k." + AMONG);
        }
        if (filter.after() != null && !byTitle) {
            where.add("k.master_id " + (filter.sort() == Sort.OLDEST ? ">" : "<") + " :after");
        }
        List<String> sources = sources(filter);
        // A document has one row for each replica. "union" keeps one of these rows; a query without "union" needs
        // "distinct". In the order by title, the caller groups the rows.
        String select = sources.size() == 1 ? "select distinct k.master_id" : "select k.master_id";
        return sources.stream()
                .map(source -> select + (byTitle ? ", k.title" : "") + " from (" + source + ") k "
                        + (filter.status() == null ? "" : DocumentStatus.JOINS)
                        + (where.isEmpty() ? "" : " where " + String.join(" and ", where)))
                .collect(Collectors.joining(byTitle ? " union all " : " union "));
    }

    /** Returns queries whose rows include every document that the filter finds. */
    private static List<String> sources(Filter filter) {
        if (filter.status() != null) {
            return filter.status().statuses().stream()
                    .flatMap(status -> sources(status).stream())
                    .distinct()
                    .toList();
        }
        // Without a status, no status is computed, so these queries must find exactly the documents that have a status.
        String others = isAllByTitle(filter) ? NO_TITLE : "";
        return Stream.concat(
                        copies(filter),
                        Stream.of(
                                of("work", NAME, (readsTitles(filter) ? NO_TITLE : "") + "not " + IDLE),
                                of("unselected", "d.title", others + "true"),
                                of("adoptions", "d.title", others + "true"),
                                deletion(others, "'HELD'")))
                .toList();
    }

    /** Returns queries for the copies. */
    private static Stream<String> copies(Filter filter) {
        if (isAllByTitle(filter)) {
            return Stream.of(UNTITLED + NO_TITLE + "title is null");
        }
        if (!readsTitles(filter)) {
            return Stream.of(COPIES);
        }
        Stream<String> titles = Stream.of(TITLES, UNTITLED + "title is null");
        return filter.text() == null || number(filter.text()) == null
                ? titles
                : Stream.concat(titles, Stream.of(NUMBERED));
    }

    /** Returns whether the query reads each title once: a search of all replicas for a text, or by title. */
    private static boolean readsTitles(Filter filter) {
        return filter.replicaId() == null && (filter.text() != null || filter.sort() == Sort.TITLE);
    }

    /** Returns whether the query lists the documents of all replicas by title, without a search for a text. */
    private static boolean isAllByTitle(Filter filter) {
        return readsTitles(filter) && filter.text() == null && filter.status() == null;
    }

    private static List<String> sources(DocumentStatus status) {
        return switch (status) {
            case IN_SYNC -> List.of(COPIES);
            case CONTESTED -> List.of(COPIES + " where contested_at is not null");
            case DIFFERS -> List.of(of("verifications", "d.title", "d.result = 'mismatch'"));
            case PENDING -> List.of(of("work", NAME, "d.attempts = 0"));
            case FAILED -> List.of(of("work", NAME, "d.attempts > 0"));
            case EXCLUDED_NO_COPY, EXCLUDED_OLD_COPY -> List.of(of("unselected", "d.title", "true"));
            case HELD -> List.of(of("adoptions", "d.title", "true"), deletion("", "'HELD'"));
            case DELETING -> List.of(deletion("", "'OPEN', 'APPROVED', 'ACTING'"));
            case KEPT -> List.of(deletion("", "'REJECTED'"));
        };
    }

    private static String deletion(String condition, String states) {
        return of("tombstones", "d.title", condition + "d.kind = 'documents' and d.state in (" + states + ")");
    }

    private static String of(String table, String title, String condition) {
        return "select d.replica_id, d.master_id, m.replica_doc_id, coalesce(m.title, " + title + ") as title,"
                + " m.archive_serial_number, m.contested_at, m.changed_at from " + table
                + " d left join sync_map m on m.replica_id = d.replica_id and m.master_id = d.master_id where "
                + condition;
    }

    /** Returns the number that a text consists of; null: it is no number. */
    static Long number(String text) {
        return text.matches("[0-9]{1,18}") ? Long.valueOf(text) : null;
    }
}
