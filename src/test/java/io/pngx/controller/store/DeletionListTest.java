package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of the list of deletions. */
class DeletionListTest {
    @TempDir
    Path folder;

    /** A lookup whose mapping was detached has a negative id. */
    @Test
    void thePagesListEachDeletionOnceAlsoThoseOfDetachedLookups() {
        try (Store store = new Store(folder)) {
            Tombstones tombstones = new Tombstones(store.db);
            DeletionList list = new DeletionList(store.db);
            for (long id : new long[] {7, -3, 2, -9}) {
                tombstones.observe(store.replica, "tags", id, 20 + id, "tag " + id, Store.NOW);
            }
            tombstones.observe(store.replica, Tombstone.DOCUMENTS, 1, 101, "one", Store.NOW);

            List<Long> listed = new ArrayList<>();
            DeletionList.Position after = null;
            for (int page = 0; page < 5; page++) {
                Tombstone row = list.byDocument(
                                new DeletionList.Filter(null, Set.of(), List.of(), null, null, 1), after)
                        .get(0);
                listed.add(row.masterId());
                after = DeletionList.Position.read(DeletionList.Position.of(row).toString())
                        .orElseThrow();
            }

            assertThat(listed).containsExactly(1L, 7L, 2L, -3L, -9L);
        }
        assertThat(DeletionList.Position.read("tags.7.-1.3")).isEmpty();
    }
}
