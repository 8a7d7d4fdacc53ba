package io.pngx.controller.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds documents over all replicas by title, id, archive serial number and status, page by page. The search for a rare
 * status begins in the tables that cause this status, so that not all mappings are read.
 */
public final class DocumentSearch {
    private static final String COPIES =
            "select replica_id, master_id, replica_doc_id, title, archive_serial_number, contested_at, changed_at"
                    + " from sync_map";

    /** Each document with its title, once for all replicas. */
    private static final String TITLES = "select null as replica_id, master_id, null as replica_doc_id, title,"
            + " null as archive_serial_number, null as contested_at, null as changed_at from titles";

    private static final String UNTITLED =
            TITLES.replace(" title,", " null as title,").replace("from titles", "from sync_map where title is null");

    private static final String NUMBERED = COPIES + " where replica_id in (select id from replicas)"
            + " and replica_doc_id = :number or archive_serial_number = :number";

    /** What a document without a copy is called. */
    private static final String NAME = DocumentNames.forSearch("d.master_id");

    private static final String IDLE = WorkQueue.IDLE.replace("w.", "d.");

    /** Condition of a work item that adds no title to {@link #TITLES}, because the document has no title there. */
    private static final String NO_TITLE =
            "not exists (select 1 from titles where titles.master_id = d.master_id) and ";

    private final Database db;

    public DocumentSearch(Database db) {
        this.db = db;
    }

    public enum Sort {
        /** The highest id first. */
        NEWEST,
        /** The lowest id first. */
        OLDEST,
        /** By title, upper and lower case alike. */
        TITLE
    }

    /**
     * Filter; null: no restriction. {@code text} is a part of the title, a whole id on the master or on a replica, or
     * an archive serial number. Without a replica, a document matches if it has the status on any replica. {@code
     * after} is the position of the last document of the previous page. If {@code among} is set, only documents with
     * these ids match.
     */
    public record Filter(
            Long replicaId,
            StatusFilter status,
            String text,
            Sort sort,
            Position after,
            int limit,
            Collection<Long> among) {
        public Filter(Long replicaId, StatusFilter status, String text, Sort sort, Position after, int limit) {
            this(replicaId, status, text, sort, after, limit, null);
        }

        /**
         * Returns a copy of this filter with a limit that is higher by one. The additional document shows that there is
         * a next page.
         */
        public Filter andOneMore() {
            return new Filter(replicaId, status, text, sort, after, limit + 1, among);
        }

        /** Returns this filter for only some documents. */
        public Filter among(Collection<Long> ids) {
            return new Filter(replicaId, status, text, sort, after, limit, ids);
        }
    }

    /**
     * Position of a document in the list. In the order by title, the position includes the title, so that the position
     * stays valid after the document has left the list.
     *
     * @param title null: the document has no title, or the list is not ordered by title
     */
    public record Position(long masterId, String title) {
        private static final Pattern BY_TITLE = Pattern.compile("([0-9]{1,18})([.~])([A-Za-z0-9_-]*)");

        /** Parses the text that {@link #text} returns in the order by title; empty if the text is invalid. */
        public static Optional<Position> read(String text) {
            Matcher parts = BY_TITLE.matcher(text);
            if (!parts.matches()) {
                return Optional.empty();
            }
            long masterId = Long.parseLong(parts.group(1));
            if (parts.group(2).equals("~")) {
                return Optional.of(new Position(masterId, null));
            }
            try {
                byte[] title = Base64.getUrlDecoder().decode(parts.group(3));
                return Optional.of(new Position(masterId, new String(title, StandardCharsets.UTF_8)));
            } catch (IllegalArgumentException notBase64) {
                return Optional.empty();
            }
        }

        /**
         * Returns the position as text: the id of the document. In the order by title, the encoded title follows the
         * id: {@code 17.SW52b2ljZQ}, or {@code 17~} without a title.
         */
        public String text(Sort sort) {
            if (sort != Sort.TITLE) {
                return String.valueOf(masterId);
            }
            return title == null
                    ? masterId + "~"
                    : masterId + "."
                            + Base64.getUrlEncoder()
                                    .withoutPadding()
                                    .encodeToString(title.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Returns the ids of documents on the master. */
    public List<Long> find(Filter filter) {
        return positions(filter).stream().map(Position::masterId).toList();
    }

    /** Returns the documents with their positions. */
    public List<Position> positions(Filter filter) {
        var statement = with(sql(filter), filter).param("limit", filter.limit());
        if (filter.after() != null) {
            statement = statement.param("after", filter.after().masterId());
            if (filter.sort() == Sort.TITLE) {
                statement = statement.param("title", filter.after().title());
            }
        }
        return filter.sort() == Sort.TITLE
                ? statement.query(Rows.of(Position.class)).list()
                : statement.query(Long.class).list().stream()
                        .map(id -> new Position(id, null))
                        .toList();
    }

    /** Returns the number of documents that match, on all pages. */
    public long count(Filter filter) {
        Filter all =
                new Filter(filter.replicaId(), filter.status(), filter.text(), Sort.NEWEST, null, 0, filter.among());
        return with("select count(*) from (" + matches(all) + ")", all)
                .query(Long.class)
                .single();
    }

    private JdbcClient.StatementSpec with(String sql, Filter filter) {
        var statement = db.read().sql(sql);
        if (filter.replicaId() != null) {
            statement = statement.param("replica", filter.replicaId());
        }
        if (filter.status() != null) {
            statement = statement.param(
                    "statuses",
                    filter.status().statuses().stream().map(Enum::name).toList());
        }
        if (filter.text() != null) {
            statement = statement.param("text", filter.text()).param("number", number(filter.text()));
        }
        if (filter.among() != null) {
            statement = statement.param(
                    "among", filter.among().stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")));
        }
        return statement;
    }

    static String sql(Filter filter) {
        String matches = matches(filter);
        if (filter.sort() != Sort.TITLE) {
            return matches + " order by 1 " + (filter.sort() == Sort.OLDEST ? "asc" : "desc") + " limit :limit";
        }
        String key = "title is null, coalesce(title, '') collate nocase, master_id";
        return "with found as (select master_id, min(title) as title from (" + matches + ") group by master_id)"
                + " select master_id, title from found"
                + (filter.after() == null
                        ? ""
                        : " where (" + key + ") > (:title is null, coalesce(:title, ''), :after)")
                + " order by " + key + " limit :limit";
    }

    /**
     * Returns a query for the ids of all documents that match. In the order by title, the query also returns the
     * titles.
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
            where.add("k.master_id in (select value from json_each(:among))");
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
        return Stream.concat(
                        copies(filter),
                        Stream.of(
                                of("work", NAME, (readsTitles(filter) ? NO_TITLE : "") + "not " + IDLE),
                                of("unselected", "d.title", "true"),
                                of("adoptions", "d.title", "true"),
                                deletion("'HELD'")))
                .toList();
    }

    /** Returns queries for the copies. */
    private static Stream<String> copies(Filter filter) {
        if (!readsTitles(filter)) {
            return Stream.of(COPIES);
        }
        Stream<String> titles = Stream.of(TITLES, UNTITLED);
        return filter.text() == null || number(filter.text()) == null
                ? titles
                : Stream.concat(titles, Stream.of(NUMBERED));
    }

    /** Returns whether a search reads each title once: a search of all replicas for a text, or by title. */
    private static boolean readsTitles(Filter filter) {
        return filter.replicaId() == null && (filter.text() != null || filter.sort() == Sort.TITLE);
    }

    private static List<String> sources(DocumentStatus status) {
        return switch (status) {
            case IN_SYNC -> List.of(COPIES);
            case CONTESTED -> List.of(COPIES + " where contested_at is not null");
            case DIFFERS -> List.of(of("verifications", "d.title", "d.result = 'mismatch'"));
            case PENDING -> List.of(of("work", NAME, "d.attempts = 0"));
            case FAILED -> List.of(of("work", NAME, "d.attempts > 0"));
            case EXCLUDED_NO_COPY, EXCLUDED_OLD_COPY -> List.of(of("unselected", "d.title", "true"));
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
