package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentListTest {
    @TempDir
    private Path folder;

    private Store store;
    private Unselected unselected;

    @BeforeEach
    void open() {
        store = new Store(folder);
        unselected = new Unselected(store.db, store.work);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aDocumentThatARuleExcludesIsListedWithTheRule() {
        unselected.put(new Unselected.Entry(store.replica, 7, "only-tagged", "r1", "digest", "Private letter"));

        assertThat(find(null)).singleElement().satisfies(row -> {
            assertThat(row.masterId()).isEqualTo(7);
            assertThat(row.title()).isEqualTo("Private letter");
            assertThat(row.status()).isEqualTo(DocumentStatus.EXCLUDED_NO_COPY);
            assertThat(row.reason()).hasToString("The rule \"only-tagged\" does not select the document.");
            assertThat(row.replicaDocId()).isNull();
        });
        assertThat(find(StatusFilter.EXCLUDED)).hasSize(1);
        assertThat(find(StatusFilter.EXCLUDED_NO_COPY)).hasSize(1);
        assertThat(find(StatusFilter.EXCLUDED_OLD_COPY)).isEmpty();
        assertThat(find(StatusFilter.NOT_IN_SYNC)).isEmpty();
        assertThat(find(StatusFilter.IN_SYNC)).isEmpty();
    }

    @Test
    void aCopyWhoseDocumentARuleExcludesIsNotInSync() {
        store.mapped(store.run(), 7, 107);
        unselected.put(new Unselected.Entry(store.replica, 7, "only-tagged", "r1", "digest", "Letter"));

        assertThat(find(null)).singleElement().satisfies(row -> {
            assertThat(row.status()).isEqualTo(DocumentStatus.EXCLUDED_OLD_COPY);
            assertThat(row.reason())
                    .hasToString("The rule \"only-tagged\" does not select the document; its copy is no longer kept "
                            + "equal.");
        });
        assertThat(find(StatusFilter.EXCLUDED)).hasSize(1);
        assertThat(find(StatusFilter.EXCLUDED_OLD_COPY)).hasSize(1);
        assertThat(find(StatusFilter.EXCLUDED_NO_COPY)).isEmpty();
    }

    @Test
    void aCopyThatAUserKeptAgainstARuleIsAnOldCopy() {
        store.mapped(store.run(), 7, 107);
        unselected.put(new Unselected.Entry(store.replica, 7, "only-tagged", "r1", "digest", "Letter"));
        store.db
                .write()
                .sql("insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, by_rule,"
                        + " first_seen_at) values (?, 'documents', 7, 107, 'Letter', 'REJECTED', 'only-tagged', 'x')")
                .param(store.replica)
                .update();

        assertThat(find(StatusFilter.EXCLUDED_OLD_COPY))
                .singleElement()
                .satisfies(row -> assertThat(row.reason())
                        .hasToString(
                                "The rule \"only-tagged\" does not select the document; you decided to keep its copy,"
                                        + " which is no longer kept equal."));
        assertThat(find(StatusFilter.KEPT)).isEmpty();
    }

    private List<DocumentStatus.Row> find(StatusFilter status) {
        return new DocumentList(store.db).find(DocumentSearch.Filter.ofReplica(store.replica, status, null, null, 10));
    }
}
