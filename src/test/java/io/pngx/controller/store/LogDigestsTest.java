package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.text.Language;
import io.pngx.controller.text.Text;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A search of the log leaves out blocks of rows, and finds the same rows as without digests. */
class LogDigestsTest {
    private static final int ROWS = LogDigests.ROWS;
    private static final List<String> WORDS = List.of(
            "Rechnung",
            "Übergröße",
            "STRASSE",
            "straße",
            "Ελλάς",
            "ΕΛΛΆΣ",
            "İstanbul",
            "paper 🗎 roll",
            "50 %_",
            "\"quoted\"",
            "a",
            "1,200");

    @TempDir
    Path folder;

    private Store store;
    private Logs logs;

    @BeforeEach
    void open() {
        store = new Store(folder);
        logs = new Logs(store.db);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** Adds rows of two blocks and a half. Each word is in a few rows. */
    private void fill() {
        store.db.inTransaction(() -> {
            for (int i = 0; i < 2 * ROWS + ROWS / 2; i++) {
                String word = WORDS.get(i % 7 == 0 ? i / 14 % WORDS.size() : 0);
                Text text = i % 2 == 0
                        ? Text.of("\"{0}\" waits for {1} documents.", word + " " + i, (long) i)
                        : Text.of("{0} ago", Text.of("{0} documents", (long) i));
                logs.add(i % 5 == 0 ? LogRow.Level.WARN : LogRow.Level.INFO, null, 1L, null, "x", text);
            }
        });
    }

    private List<Long> find(String text, Language language, Long after) {
        return logs
                .find(new Logs.Filter(null, null, Set.of(), null, text, Period.ALL, after, 5000).in(language))
                .stream()
                .map(LogRow::id)
                .toList();
    }

    private List<LogDigests.Range> ranges(String text, Language language) {
        return store.db.logDigests().ranges(language, text, null);
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void a_search_finds_the_same_rows_as_without_digests(Language language) {
        fill();
        List<String> texts = List.of(
                "rechnung",
                "RECHNUNG 70",
                "übergröße",
                "ÜBERGRÖSSE",
                "strasse",
                "STRASSE",
                "straße",
                "ελλάς",
                "ελλάσ",
                "ΕΛΛΆΣ",
                "istanbul",
                "İSTANBUL",
                "🗎",
                "🗎 r",
                "0 %_",
                "\"q",
                "„a ",
                "s",
                "1,2",
                "1.2",
                "2.048 dok",
                "2,048 doc",
                "vor 9",
                "9 documents ago",
                "nothing like it");
        List<List<Long>> before =
                texts.stream().map(text -> find(text, language, null)).toList();
        List<List<Long>> pages =
                texts.stream().map(text -> find(text, language, ROWS + 9L)).toList();
        assertThat(before).filteredOn(found -> !found.isEmpty()).hasSizeGreaterThan(texts.size() / 2);

        store.db.logDigests().add(32);

        assertThat(ranges("nothing like it", language)).hasSize(2);
        for (int i = 0; i < texts.size(); i++) {
            assertThat(find(texts.get(i), language, null)).as(texts.get(i)).isEqualTo(before.get(i));
            assertThat(find(texts.get(i), language, ROWS + 9L)).as(texts.get(i)).isEqualTo(pages.get(i));
            assertThat(logs.count(
                            new Logs.Filter(null, null, Set.of(), null, texts.get(i), Period.ALL, 7L, 1).in(language)))
                    .as(texts.get(i))
                    .isEqualTo(before.get(i).size());
        }
    }

    @Test
    void only_blocks_that_can_contain_the_text_are_read() {
        store.db.inTransaction(() -> {
            for (int i = 1; i <= 5 * ROWS + 3; i++) {
                logs.add(LogRow.Level.INFO, null, null, null, "x", i == 2 * ROWS + 1 ? "A rare word" : "A usual one");
            }
        });
        store.db.logDigests().add(2);
        assertThat(ranges("RARE", Language.ENGLISH))
                .as("the rows without a digest, and none of the two blocks")
                .containsExactly(range(2L * ROWS + 1, null), range(null, 0L));

        store.db.logDigests().add(32);
        assertThat(ranges("RARE", Language.ENGLISH))
                .containsExactly(range(5L * ROWS + 1, null), range(2L * ROWS + 1, 3L * ROWS), range(null, 0L));
        assertThat(ranges("usual", Language.ENGLISH)).containsExactly(LogDigests.Range.ALL);
        assertThat(ranges("ra", Language.ENGLISH)).as("too short").containsExactly(LogDigests.Range.ALL);
        assertThat(find("rare", Language.ENGLISH, null)).containsExactly(2L * ROWS + 1);
    }

    private static LogDigests.Range range(Long first, Long last) {
        return new LogDigests.Range(first, last);
    }

    @Test
    void digests_in_german_follow_the_first_search_in_german() {
        fill();
        store.db.logDigests().add(32);
        assertThat(digests()).containsExactly("en 1", "en " + (ROWS + 1));

        find("wartet", Language.GERMAN, null);
        store.db.logDigests().add(32);

        assertThat(digests()).containsExactly("de 1", "de " + (ROWS + 1), "en 1", "en " + (ROWS + 1));
        assertThat(ranges("wartet auf nichts", Language.GERMAN)).hasSize(2);
        fill();
        new LogDigests(store.db).add(1);
        assertThat(digests()).as("after a restart").contains("de " + (2 * ROWS + 1));
    }

    @Test
    void digests_of_other_translations_are_not_used_and_replaced() {
        fill();
        find("", Language.GERMAN, null);
        store.db.logDigests().add(32);
        store.db
                .write()
                .sql("update log_digests set revision = revision - 1, digest = zeroblob(8192)")
                .update();

        assertThat(ranges("rechnung", Language.GERMAN)).containsExactly(LogDigests.Range.ALL);
        assertThat(find("rechnung", Language.ENGLISH, null)).isNotEmpty();

        store.db.logDigests().add(32);
        assertThat(digests()).hasSize(4);
        assertThat(ranges("nothing like it", Language.GERMAN)).hasSize(2);
        assertThat(ranges("nothing like it", Language.ENGLISH)).hasSize(2);
    }

    private List<String> digests() {
        return store.db
                .read()
                .sql("select language || ' ' || first_id from log_digests order by language, first_id")
                .query(String.class)
                .list();
    }
}
