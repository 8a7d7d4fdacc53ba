package io.pngx.controller.store;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds documents over all replicas by title, id, archive serial number and status, page by page. */
public final class DocumentSearch {
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
         * Returns a filter for documents of one replica, the highest id first.
         *
         * @param after the last id of the previous page; null: this is the first page
         */
        public static Filter ofReplica(long replicaId, StatusFilter status, String text, Long after, int limit) {
            Position last = after == null ? null : new Position(after, null);
            return new Filter(replicaId, status, text, Sort.NEWEST, last, limit);
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
        var statement = with(DocumentSearchSql.page(filter), filter).param("limit", filter.limit());
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
        return with(DocumentSearchSql.count(all), all).query(Long.class).single();
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
            statement = statement.param("text", filter.text()).param("number", DocumentSearchSql.number(filter.text()));
        }
        if (filter.among() != null) {
            statement = statement.param(
                    "among", filter.among().stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")));
        }
        return statement;
    }
}
