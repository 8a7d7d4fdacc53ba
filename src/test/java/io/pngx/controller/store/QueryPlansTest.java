package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries that a run makes for each document must not read all rows of the replica or of the run. */
class QueryPlansTest {
    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void open() {
        store = new Store(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** Returns the steps of SQLite's plan. */
    private List<String> plan(String sql) {
        return store.db
                .write()
                .sql("explain query plan " + sql.replaceAll(":ids", "1, 2, 3").replaceAll(":\\w+|\\?", "1"))
                .query((row, number) -> row.getString("detail"))
                .list();
    }

    @Test
    void theFilesOfACopyAreFoundByAnIndex() {
        for (String sql : List.of(
                Versions.OF_COPY,
                Versions.OF_COPIES,
                "delete from file_versions where replica_id = ? and replica_doc_id = ?")) {
            assertThat(plan(sql)).as(sql).anyMatch(step -> step.contains("USING INDEX file_versions_copy"));
        }
    }

    @Test
    void theRowsOfOneDocumentAreFoundByAnIndex() {
        for (String sql : List.of(
                Versions.OF_DOCUMENT,
                Verifications.OF_DOCUMENT,
                Tombstones.OF_DOCUMENT,
                UploadHistory.OF_DOCUMENT,
                Logs.OF_DOCUMENT)) {
            assertThat(plan(sql))
                    .as(sql)
                    .noneMatch(step -> step.contains("SCAN") && !step.startsWith("SCAN r "))
                    .noneMatch(step -> step.contains("ORDER BY") && step.contains("TEMP") && sql.contains("limit"));
        }
        assertThat(plan(DocumentList.EVERYWHERE))
                .as("a few documents on all replicas")
                .noneMatch(step -> step.startsWith("SCAN") && !step.matches("SCAN (r|d)\\b.*"));
    }

    @Test
    void theListOfAllDocumentsIsReadInItsOrder() {
        String sql = DocumentSearchSql.page(new DocumentSearch.Filter(
                null, null, null, DocumentSearch.Sort.NEWEST, new DocumentSearch.Position(7, null), 50));

        assertThat(plan(sql)).anyMatch(step -> step.contains("sync_map USING COVERING INDEX sync_map_master"));
        for (StatusFilter rare :
                List.of(StatusFilter.FAILED, StatusFilter.HELD, StatusFilter.EXCLUDED, StatusFilter.DIFFERS)) {
            assertThat(plan(DocumentSearchSql.page(
                            new DocumentSearch.Filter(null, rare, null, DocumentSearch.Sort.NEWEST, null, 50))))
                    .as(rare.name())
                    .noneMatch(step -> step.matches("SCAN (sync_map|m|t)\\b.*"));
        }
    }

    @Test
    void aSearchReadsTheTitleOfEachDocumentOnce() {
        for (DocumentSearch.Filter filter : List.of(
                new DocumentSearch.Filter(null, null, "invoice", DocumentSearch.Sort.NEWEST, null, 50),
                new DocumentSearch.Filter(null, null, "17", DocumentSearch.Sort.NEWEST, null, 50),
                new DocumentSearch.Filter(null, null, "invoice", DocumentSearch.Sort.TITLE, null, 50))) {
            assertThat(plan(DocumentSearchSql.page(filter)))
                    .as(filter.toString())
                    .contains("SCAN titles", "SCAN d USING COVERING INDEX sync_map_untitled")
                    .contains("SEARCH titles USING PRIMARY KEY (master_id=?)")
                    .noneMatch(step -> step.startsWith("SCAN sync_map"));
        }
    }

    @Test
    void aPageInTheOrderByTitleReadsTheTitlesOfThisPage() {
        String sql = DocumentSearchSql.page(new DocumentSearch.Filter(
                null, null, null, DocumentSearch.Sort.TITLE, new DocumentSearch.Position(7, "Invoice"), 50));

        assertThat(plan(sql))
                .contains(
                        "SEARCH t USING COVERING INDEX titles_order (title>?)",
                        "SEARCH o USING PRIMARY KEY (master_id=?)",
                        "SCAN d USING COVERING INDEX sync_map_untitled")
                .filteredOn(step -> step.matches("SCAN (t|titles|o|sync_map)\\b.*"))
                .isEmpty();
    }

    @Test
    void theNumbersOfAReplicaReadItsDocumentsOnceAndTheOtherTablesByKey() {
        assertThat(plan(ReplicaCounts.ONE))
                .filteredOn(step -> step.matches("(SEARCH|SCAN) ([wxavt]|sync_map)\\b.*"))
                .contains("SEARCH t USING INDEX tombstones_one (replica_id=? AND kind=? AND master_id=?) LEFT-JOIN")
                .allMatch(step -> step.contains("replica_id=?") || step.contains("tombstones_state"))
                .noneMatch(step -> step.contains("tombstones_state") && step.contains("LEFT-JOIN"))
                .filteredOn(step -> step.contains("sync_map "))
                .hasSize(1);
    }

    @Test
    void theNextWorkItemIsFoundByAnIndexAndNotSorted() {
        assertThat(plan(RunWork.TO_UPLOAD))
                .contains("SEARCH w USING INDEX work_run (run_id=? AND master_id>?)")
                .noneMatch(step -> step.contains("ORDER BY"));
        assertThat(plan(RunWork.FILES))
                .contains("SEARCH w USING INDEX work_reason (run_id=? AND reason=?)")
                .noneMatch(step -> step.contains("ORDER BY"));
    }

    @Test
    void theDocumentsThatWereChangedLastAreReadInTheOrderOfAnIndex() {
        for (String time : List.of("modified", "replica_modified")) {
            assertThat(plan(IdentitySamples.CHANGED_LAST
                            .replace("ID", "master_id")
                            .replace("TIME", time)))
                    .anyMatch(step -> step.contains("INDEX sync_map_" + time + " "))
                    .noneMatch(step -> step.contains("TEMP B-TREE"));
        }
    }

    @Test
    void theRunsOfAllReplicasAreFoundWithoutReadingTheirHistory() {
        assertThat(plan(Runs.OPEN)).contains("SCAN sync_runs USING INDEX sync_runs_open");
        assertThat(plan(Runs.LAST_SUCCESS))
                .containsExactly("SEARCH sync_runs USING INDEX sync_runs_success (replica_id=? AND mode=?)");
        assertThat(plan(RunList.TROUBLES))
                .anyMatch(step -> step.startsWith("SEARCH sync_runs USING INDEX sync_runs_troubles (finished_at>"))
                .noneMatch(step -> step.startsWith("SCAN"));
    }

    private List<String> planOfLog(Logs.Filter filter) {
        return plan("select * from logs" + Logs.conditions(filter).where() + " order by id desc limit ?");
    }

    private static Logs.Filter log(Long run, Set<LogRow.Level> levels, Long document, Period period) {
        return new Logs.Filter(null, run, levels, document, null, period, null, 100);
    }

    @Test
    void aPageOfTheLogIsFoundByTheIndexOfItsFilterAndNotSorted() {
        Set<LogRow.Level> problems = Set.of(LogRow.Level.WARN, LogRow.Level.ERROR);
        Period period = new Period(Instant.EPOCH, Instant.EPOCH.plusSeconds(9));

        assertThat(planOfLog(log(null, Set.of(), 7L, Period.ALL)))
                .containsExactly("SEARCH logs USING INDEX logs_master (master_id=?)");
        assertThat(planOfLog(log(7L, Set.of(), null, Period.ALL)))
                .containsExactly("SEARCH logs USING INDEX logs_run (run_id=?)");
        assertThat(planOfLog(log(7L, problems, null, Period.ALL)))
                .containsExactly("SEARCH logs USING INDEX logs_run_problems (run_id=?)");
        assertThat(plan(Logs.STANDING))
                .anyMatch(step -> step.startsWith("SEARCH logs USING INDEX logs_run_problems (run_id=?"))
                .anyMatch(step -> step.startsWith("SEARCH t USING INDEX tombstones_one (replica_id=? AND kind=?"))
                .noneMatch(step -> step.startsWith("SCAN") || step.contains("ORDER BY"));
        assertThat(plan(Logs.OTHERS))
                .anyMatch(step -> step.startsWith("SEARCH logs USING INDEX logs_run (run_id=?"))
                .noneMatch(step -> step.startsWith("SCAN") || step.contains("ORDER BY"));
        assertThat(planOfLog(log(null, problems, null, Period.ALL)))
                .first(InstanceOfAssertFactories.STRING)
                .isEqualTo("SCAN logs USING INDEX logs_problems");
        assertThat(planOfLog(log(null, Set.of(), null, period)))
                .contains("SEARCH logs USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)")
                .contains(
                        "SEARCH logs USING COVERING INDEX logs_ts (ts>?)",
                        "SEARCH logs USING COVERING INDEX logs_ts (ts<?)")
                .noneMatch(step -> step.contains("ORDER BY"));
    }
}
