package io.pngx.controller.web.http;

/**
 * The part of a list that an API client requests.
 *
 * @param after id of the last row of the previous page; null: the first page
 */
public record Paging(Long after, int limit) {
    public static final String AFTER = "after";

    public static final String LIMIT = "limit";
    private static final int BY_DEFAULT = 100;
    private static final int MOST = 500;

    public static Paging of(Fields query) {
        return new Paging(query.id(AFTER), limit(query, BY_DEFAULT));
    }

    /** @param byDefault number of rows if the query names no limit */
    public static int limit(Fields query, int byDefault) {
        Integer limit = query.number(LIMIT, 1, MOST);
        return limit == null ? byDefault : limit;
    }

    /** Returns the id after which the page begins in a list with ascending ids; 0 for the first page. */
    public long start() {
        return after == null ? 0 : after;
    }
}
