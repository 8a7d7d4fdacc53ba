package io.pngx.controller.store;

import io.pngx.controller.text.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Table {@code log_digests}: what blocks of successive rows of the log can contain. A search for a text reads only the
 * blocks whose digest has all trigrams of the text, and the rows that have no digest yet. An index of the words would
 * slow down a first sync, which adds rows for each document.
 *
 * <p>English digests are always added. Those of another language follow the first search in that language.
 */
public final class LogDigests {
    /** Number of rows in a block. */
    static final int ROWS = 1024;

    /** Must be changed with {@link Trigrams}, and with the way in which a text is put into words. */
    private static final long FORM = 1;

    private final Database db;
    private final Set<Language> searched = ConcurrentHashMap.newKeySet();

    LogDigests(Database db) {
        this.db = db;
    }

    /**
     * Ids of successive rows.
     *
     * @param first null: no lower limit
     * @param last null: no upper limit
     */
    record Range(Long first, Long last) {
        static final Range ALL = new Range(null, null);
    }

    private record Block(long firstId, long lastId) {}

    /** Returns the ranges of all rows that can contain a text, the newest first. */
    List<Range> ranges(Language language, String text, Long before) {
        searched.add(language);
        List<Range> ranges = new ArrayList<>();
        Long last = null;
        for (Block block : without(language, Trigrams.bits(lower(language, text)), before)) {
            if (last == null || block.lastId() < last) {
                ranges.add(new Range(block.lastId() + 1, last));
            }
            last = block.firstId() - 1;
        }
        ranges.add(new Range(null, last));
        return ranges;
    }

    /** Returns the blocks that lack one of the bits, the newest first. */
    private List<Block> without(Language language, int[] bits, Long before) {
        List<Block> without = new ArrayList<>();
        if (bits.length > 0) {
            db.read()
                    .sql("select first_id, last_id, digest from log_digests where language = ? and revision = ?"
                            + " and first_id < ? order by first_id desc")
                    .params(language.code(), revision(language), before == null ? Long.MAX_VALUE : before)
                    .query(row -> {
                        if (!Trigrams.hasAll(row.getBytes(3), bits)) {
                            without.add(new Block(row.getLong(1), row.getLong(2)));
                        }
                    });
        }
        return without;
    }

    /** Adds digests of the next blocks, at most {@code most} in each language. */
    public void add(int most) {
        for (Language language : Language.values()) {
            Last last = last(language);
            if (last != null && last.revision() != revision(language)) {
                db.write()
                        .sql("delete from log_digests where language = ?")
                        .param(language.code())
                        .update();
            }
            if (last != null || language == Language.ENGLISH || searched.contains(language)) {
                for (int i = 0; i < most && addNext(language); i++) {
                    // The loop ends when too few rows are left for a block.
                }
            }
        }
    }

    /** The newest block; null: no block. All blocks of a language have the same revision. */
    private Last last(Language language) {
        return db.read()
                .sql("select last_id, revision from log_digests where language = ? order by first_id desc limit 1")
                .param(language.code())
                .query(Rows.of(Last.class))
                .optional()
                .orElse(null);
    }

    private record Last(long lastId, long revision) {}

    private boolean addNext(Language language) {
        Last last = last(language);
        long before = last == null ? 0 : last.lastId();
        if (newestRow() - before < ROWS) {
            return false;
        }
        Trigrams trigrams = new Trigrams();
        List<Long> ids = db.read()
                .sql("select id, message, text from logs where id > ? order by id limit ?")
                .params(before, ROWS)
                .query((row, number) -> {
                    trigrams.add(lower(
                            language,
                            LogTextFunction.message(language, row.getString("message"), row.getString("text"))));
                    return row.getLong("id");
                })
                .list();
        if (ids.size() < ROWS) {
            return false;
        }
        // After a power failure, the next call adds the digest again.
        db.inUnflushedTransaction(() -> db.write()
                .sql("insert into log_digests(language, first_id, last_id, revision, digest) values (?, ?, ?, ?, ?)")
                .params(language.code(), before + 1, ids.get(ROWS - 1), revision(language), trigrams.digest())
                .update());
        return true;
    }

    private long newestRow() {
        return db.read()
                .sql("select coalesce(max(id), 0) from logs")
                .query(Long.class)
                .single();
    }

    /** Returns a text as the search compares it, except that {@link Trigrams} converts more letters to lower case. */
    private static String lower(Language language, String text) {
        return language == Language.ENGLISH ? text : text.toLowerCase(language.locale());
    }

    /** Returns the number of the current digests. It changes with the translations. */
    private static long revision(Language language) {
        return FORM << Integer.SIZE | Integer.toUnsignedLong(language.revision());
    }
}
