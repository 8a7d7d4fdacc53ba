package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.DocumentSearch.Position;
import io.pngx.controller.store.DocumentSearch.Sort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The status of a document on a replica, and the search over all replicas. */
class DocumentSearchTest {
    private static final String EARLY = "2026-01-01T00:00:00.000000Z";
    private static final String LATE = "2026-01-02T00:00:00.000000Z";

    @TempDir
    Path folder;

    private Store store;
    private long home;
    private long cellar;

    @BeforeEach
    void open() {
        store = new Store(folder);
        home = store.replica;
        cellar = store.replicas.add("cellar", "http://cellar:8000", "encrypted", true, null, 2);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void sql(String sql, Object... values) {
        store.db.write().sql(sql).params(values).update();
    }

    private void copy(long replica, long id, String title) {
        sql(
                "insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, title, synced_at)"
                        + " values (?, ?, ?, 'x', ?, ?)",
                replica,
                id,
                id + 100,
                title,
                EARLY);
    }

    private void work(long id, int attempts) {
        sql(
                "insert into work(replica_id, master_id, reason, attempts, created_at) values (?, ?, 'new', ?, ?)",
                home,
                id,
                attempts,
                EARLY);
    }

    private void tombstone(long id, Tombstone.State state) {
        sql(
                "insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, reason,"
                        + " first_seen_at) values (?, 'documents', ?, ?, 'Old', ?, 'Why.', ?)",
                home,
                id,
                id + 100,
                state.name(),
                EARLY);
    }

    private void mismatch(long id) {
        sql(
                "insert into verifications(replica_id, master_id, replica_doc_id, title, result, bytes, metadata, keys,"
                        + " how, problem, verified_at) values (?, ?, ?, 'Old', 'mismatch', 'ok', 'differs', 'title',"
                        + " 'checksum', 'The title differs.', ?)",
                home,
                id,
                id + 100,
                EARLY);
    }

    private List<Long> find(Long replica, StatusFilter status, String text, Sort sort, Position after, int limit) {
        return new DocumentSearch(store.db).find(new DocumentSearch.Filter(replica, status, text, sort, after, limit));
    }

    private List<Long> find(DocumentStatus status) {
        return find(StatusFilter.valueOf(status.name()));
    }

    private List<Long> find(StatusFilter status) {
        return find(null, status, null, Sort.NEWEST, null, 10);
    }

    private List<Long> find(String text) {
        return find(null, null, text, Sort.NEWEST, null, 10);
    }

    private String status(long id) {
        return new DocumentList(store.db)
                .everywhere(List.of(id)).stream()
                        .filter(row -> row.replicaId() == home)
                        .map(row -> row.status() + " " + row.reason())
                        .findFirst()
                        .orElseThrow();
    }

    /** One document with each status, on one replica. */
    private void one_of_each() {
        copy(home, 1, "In sync");
        work(2, 0);
        work(3, 2);
        copy(home, 4, "Held");
        tombstone(4, Tombstone.State.HELD);
        copy(home, 5, "Contested");
        sql("update sync_map set contested_at = ? where master_id = 5", EARLY);
        copy(home, 6, "Differs");
        mismatch(6);
        sql(
                "insert into unselected(replica_id, master_id, rule, revision, seen, title)"
                        + " values (?, 7, 'only-taxes', 'r', 's', 'Private')",
                home);
        copy(home, 8, "Deleting");
        tombstone(8, Tombstone.State.OPEN);
        copy(home, 9, "Kept");
        tombstone(9, Tombstone.State.REJECTED);
        copy(home, 10, "Old copy");
        sql(
                "insert into unselected(replica_id, master_id, rule, revision, seen, title)"
                        + " values (?, 10, 'only-taxes', 'r', 's', 'Private')",
                home);
    }

    @Test
    void each_status_has_its_reason_and_is_found() {
        one_of_each();

        assertThat(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L).stream().map(this::status))
                .containsExactly(
                        "IN_SYNC null",
                        "PENDING New on the master.",
                        "FAILED New on the master.",
                        "HELD Why.",
                        "CONTESTED Contested: something on the replica keeps changing the copy.",
                        "DIFFERS The title differs.",
                        "EXCLUDED_NO_COPY The rule \"only-taxes\" does not select the document.",
                        "DELETING Missing on the master. A later run checks again, and then decides on the copy.",
                        "KEPT You decided to keep the copy on the replica.",
                        "EXCLUDED_OLD_COPY The rule \"only-taxes\" does not select the document; its copy is no longer"
                                + " kept equal.");
        List<Long> found = new ArrayList<>();
        for (DocumentStatus status : DocumentStatus.values()) {
            List<Long> ids = find(status);
            assertThat(ids).as(status.name()).hasSize(1);
            assertThat(status(ids.get(0))).startsWith(status.name() + " ");
            found.addAll(ids);
        }
        assertThat(found).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(find(StatusFilter.NOT_IN_SYNC)).containsExactly(8L, 6L, 5L, 4L, 3L, 2L);
        assertThat(find(StatusFilter.EXCLUDED)).containsExactly(10L, 7L);
        assertThat(find((StatusFilter) null)).containsExactly(10L, 9L, 8L, 7L, 6L, 5L, 4L, 3L, 2L, 1L);
    }

    @Test
    void a_document_with_the_same_status_on_two_replicas_is_found_once() {
        copy(home, 1, "One");
        copy(cellar, 1, "One");

        assertThat(find(DocumentStatus.IN_SYNC)).containsExactly(1L);
        assertThat(find((StatusFilter) null)).containsExactly(1L);
    }

    @Test
    void the_list_of_a_replica_shows_the_same_status() {
        one_of_each();

        assertThat(new DocumentList(store.db)
                        .find(DocumentSearch.Filter.ofReplica(home, null, null, null, 10)).stream()
                                .map(row -> row.status() + " " + row.reason()))
                .containsExactly(List.of(10L, 9L, 8L, 7L, 6L, 5L, 4L, 3L, 2L, 1L).stream()
                        .map(this::status)
                        .toArray(String[]::new));
    }

    @Test
    void a_write_after_the_verification_ends_the_difference() {
        copy(home, 6, "Differs");
        mismatch(6);
        assertThat(status(6)).startsWith("DIFFERS");

        sql("update sync_map set changed_at = ?", LATE);

        assertThat(status(6)).isEqualTo("IN_SYNC null");
        assertThat(find(DocumentStatus.DIFFERS)).isEmpty();
    }

    @Test
    void a_document_without_a_copy_that_no_run_planned_has_no_status() {
        copy(cellar, 1, "Elsewhere");

        assertThat(status(1)).isEqualTo("null null");
        assertThat(find(home, null, null, Sort.NEWEST, null, 10)).isEmpty();
        assertThat(find(cellar, StatusFilter.IN_SYNC, null, Sort.NEWEST, null, 10))
                .containsExactly(1L);
    }

    @Test
    void titles_ids_and_archive_serial_numbers_are_found() {
        copy(home, 17, "Invoice of May");
        copy(cellar, 17, "Invoice of May");
        copy(home, 4711, "Letter");
        sql("update sync_map set archive_serial_number = 2024 where master_id = 4711");
        work(30, 0);
        sql(
                "insert into uploads(replica_id, master_id, state, file_name, size, md5, sha256, "
                        + "planned_at, changed_at)"
                        + " values (?, 30, 'PLANNED', 'scan-of-june.pdf', 1, 'm', 's', ?, ?)",
                home,
                EARLY,
                EARLY);

        assertThat(find("INVOICE")).containsExactly(17L);
        assertThat(find("117")).as("the id of the copy").containsExactly(17L);
        assertThat(find("4711")).containsExactly(4711L);
        assertThat(find("2024")).as("the archive serial number").containsExactly(4711L);
        assertThat(find("june"))
                .as("the name of the file, until there is a title")
                .containsExactly(30L);
        assertThat(find("nothing like it")).isEmpty();
        assertThat(find("'; drop table sync_map; --")).isEmpty();
    }

    @Test
    void a_search_follows_the_titles_of_all_copies() {
        copy(home, 1, "Old");
        copy(cellar, 1, "Old");
        copy(home, 2, null);
        copy(cellar, 3, "Other");
        assertThat(find("old")).containsExactly(1L);
        assertThat(find("2")).as("without a title").containsExactly(2L);

        sql("update sync_map set title = 'New' where replica_id = ? and master_id = 1", home);
        sql("update sync_map set title = 'Old' where replica_id = ? and master_id = 2", home);
        assertThat(find("new")).containsExactly(1L);
        assertThat(find("old")).as("one replica has the old title").containsExactly(2L, 1L);

        sql("update sync_map set title = 'New' where replica_id = ? and master_id = 1", cellar);
        sql("update sync_map set title = null where master_id = 2");
        assertThat(find("old")).isEmpty();
        assertThat(paged(Sort.TITLE)).containsExactly(1L, 3L, 2L);

        sql("update sync_map set master_id = 7 where replica_id = ? and master_id = 1", home);
        assertThat(find("new")).containsExactly(7L, 1L);

        sql("delete from replicas where id = ?", cellar);
        assertThat(find("new")).containsExactly(7L);
        assertThat(find("other")).isEmpty();
        sql("delete from sync_map");
        assertThat(find("new")).isEmpty();
    }

    @Test
    void a_document_with_a_work_item_is_found_by_the_titles_of_its_copies() {
        copy(cellar, 1, "Invoice");
        work(1, 0);
        work(2, 0);
        sql(
                "insert into adoptions(replica_id, master_id, replica_doc_id, title, found_at)"
                        + " values (?, 2, 9, 'Letter', ?)",
                cellar,
                EARLY);
        work(3, 0);

        assertThat(find("invoice")).containsExactly(1L);
        assertThat(find("letter")).containsExactly(2L);
        assertThat(find("3")).containsExactly(3L);
        assertThat(paged(Sort.TITLE)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void pages_follow_one_another_in_every_order() {
        List<String> titles = Arrays.asList("beta", "Alpha", null, "alpha", "Gamma", "beta");
        for (int i = 0; i < titles.size(); i++) {
            copy(home, i + 1, titles.get(i));
            copy(cellar, i + 1, titles.get(i));
        }

        assertThat(paged(Sort.NEWEST)).containsExactly(6L, 5L, 4L, 3L, 2L, 1L);
        assertThat(paged(Sort.OLDEST)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(paged(Sort.TITLE)).as("without a title last").containsExactly(2L, 4L, 1L, 6L, 5L, 3L);
    }

    @Test
    void pages_by_title_contain_documents_with_and_without_copies() {
        copy(home, 1, "beta");
        copy(cellar, 1, "delta");
        copy(home, 2, "Epsilon");
        copy(cellar, 2, null);
        copy(home, 3, null);
        work(4, 0);
        work(2, 0);
        sql(
                "insert into unselected(replica_id, master_id, rule, revision, seen, title)"
                        + " values (?, 5, 'only-taxes', 'r', 's', 'Alpha'), (?, 1, 'only-taxes', 'r', 's', 'zeta')",
                home,
                home);
        sql(
                "insert into adoptions(replica_id, master_id, replica_doc_id, title, found_at)"
                        + " values (?, 6, 9, 'Gamma', ?)",
                cellar,
                EARLY);
        tombstone(7, Tombstone.State.HELD);

        assertThat(paged(Sort.TITLE)).containsExactly(5L, 1L, 2L, 6L, 7L, 3L, 4L);
        assertThat(new DocumentSearch(store.db)
                        .find(new DocumentSearch.Filter(null, null, null, Sort.TITLE, null, 9)
                                .among(List.of(2L, 3L, 6L))))
                .containsExactly(2L, 6L, 3L);
    }

    @ParameterizedTest
    @EnumSource(Sort.class)
    void a_document_that_is_gone_at_the_end_of_a_page_hides_no_other(Sort sort) {
        List<String> titles = Arrays.asList("beta", "Alpha", null, "alpha", "Gamma");
        for (int i = 0; i < titles.size(); i++) {
            copy(home, i + 1, titles.get(i));
        }
        List<Long> expected = paged(sort);

        Position last = position(sort, 2, null);
        assertThat(last.masterId()).isEqualTo(expected.get(1));
        sql("delete from sync_map where master_id = ?", last.masterId());

        assertThat(find(null, null, null, sort, read(last, sort), 10)).isEqualTo(expected.subList(2, 5));
    }

    private List<Long> paged(Sort sort) {
        List<Long> all = new ArrayList<>();
        List<Long> page = find(null, null, null, sort, null, 2);
        Position last = null;
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(2);
            all.addAll(page);
            last = position(sort, page.size(), last);
            page = find(null, null, null, sort, read(last, sort), 2);
        }
        return all;
    }

    /** Returns the position of a document of a page, counted from 1. */
    private Position position(Sort sort, int row, Position after) {
        return new DocumentSearch(store.db)
                .positions(new DocumentSearch.Filter(null, null, null, sort, after, row))
                .get(row - 1);
    }

    /** Reads the text of a position, as the next request does. */
    private static Position read(Position position, Sort sort) {
        return sort == Sort.TITLE
                ? Position.read(position.text(sort)).orElseThrow()
                : new Position(Long.parseLong(position.text(sort)), null);
    }
}
