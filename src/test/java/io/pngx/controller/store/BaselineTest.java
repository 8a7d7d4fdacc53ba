package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.paperless.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the baseline against the enums of the program, and checks that its parts have comments. */
class BaselineTest {
    @TempDir
    Path folder;

    @Test
    void aCheckAllowsWhatTheEnumOfTheColumnHas() {
        List<String> kinds = Arrays.stream(Kind.values()).map(Kind::path).toList();
        try (Database db = Database.open(folder.resolve("db.sqlite3"))) {
            List<Column> columns = List.of(
                    new Column("replicas", "state", lower(Replica.State.values())),
                    new Column("replicas", "acceptable", lower(Changed.values())),
                    new Column("replicas", "accepted", lower(Changed.values())),
                    new Column("replicas", "unselected", lower(Replica.UnselectedCopies.values())),
                    new Column("sync_runs", "mode", lower(Run.Mode.values())),
                    new Column("sync_runs", "state", lower(Run.State.values())),
                    new Column("work", "reason", lower(Work.Reason.values())),
                    new Column("lookup_map", "kind", kinds),
                    new Column("lookup_intents", "kind", kinds),
                    new Column("file_versions", "state", names(FileVersion.State.values())),
                    new Column("uploads", "state", names(Upload.State.values())),
                    new Column("uploads", "kind", lower(Upload.Kind.values())),
                    new Column("uploads", "answer", lower(Upload.Answer.values())),
                    new Column("replaced_copies", "state", names(ReplacedCopy.State.values())),
                    new Column(
                            "tombstones",
                            "kind",
                            Stream.concat(Stream.of(Tombstone.DOCUMENTS), kinds.stream())
                                    .toList()),
                    new Column("tombstones", "state", names(Tombstone.State.values())),
                    new Column(
                            "tombstones",
                            "cause",
                            Stream.of(DeletionCause.values())
                                    .filter(cause -> cause != DeletionCause.RULE)
                                    .map(Enum::name)
                                    .toList()),
                    new Column("plans", "action", lower(PlanRow.Action.values())),
                    new Column("verifications", "result", lower(Verification.Result.values())),
                    new Column("verifications", "bytes", lower(Verification.Finding.values())),
                    new Column("verifications", "metadata", lower(Verification.Finding.values())),
                    new Column("verifications", "how", lower(Verification.How.values())),
                    new Column("switchovers", "kind", lower(Switchover.Kind.values())),
                    new Column("switchovers", "state", names(Switchover.State.values())),
                    new Column("returned_documents", "finding", lower(ReturnedDocument.Finding.values())),
                    new Column("drills", "state", lower(Drill.State.values())),
                    new Column("drill_checks", "name", lower(Drill.Subject.values())),
                    new Column("drill_checks", "result", lower(Drill.Result.values())),
                    new Column("drill_documents", "details", lower(Drill.Result.values())),
                    new Column("drill_documents", "original", lower(Drill.Result.values())),
                    new Column("drill_documents", "thumbnail", lower(Drill.Result.values())),
                    new Column("drill_documents", "preview", lower(Drill.Result.values())),
                    new Column("drill_documents", "search", lower(Drill.Result.values())),
                    new Column("logs", "level", names(LogRow.Level.values())),
                    new Column("api_tokens", "role", lower(ApiTokens.Role.values())));
            for (Column column : columns) {
                assertThat(Schema.allowed(db, column.table(), column.name()))
                        .as(column.table() + "." + column.name())
                        .containsExactlyElementsOf(column.values());
            }
            long checks = Schema.of(db).values().stream()
                    .flatMap(List::stream)
                    .filter(line -> line.startsWith("check "))
                    .count();
            assertThat(checks)
                    .as("each check but that of the one row of commits")
                    .isEqualTo(columns.size() + 1);
        }
    }

    private record Column(String table, String name, List<String> values) {}

    private static List<String> lower(Enum<?>... values) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static List<String> names(Enum<?>... values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }

    /** Columns that the baseline explains once, at its top. */
    private static final List<String> EXPLAINED_ONCE = List.of("id", "replica_id", "master_id", "replica_doc_id");

    @Test
    void eachTableColumnAndIndexHasItsSentence() throws Exception {
        String text;
        try (var in = getClass().getResourceAsStream("/db/migration/V15__baseline.sql")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<String> silent = new ArrayList<>();
        boolean inTable = false;
        String above = "";
        for (String line : text.split("\n")) {
            boolean begins = line.startsWith("create table ");
            boolean index = line.matches("create (unique )?index .*");
            boolean column = inTable && line.matches("  [a-z_0-9]+ +(text|integer|blob)\\b.*");
            String name = line.strip().split(" ")[0];
            boolean explained = EXPLAINED_ONCE.contains(name)
                    || name.endsWith("_text") && above.strip().startsWith(name.replaceFirst("_text$", " "));
            if ((begins || index) && !above.startsWith("--")
                    || column && !line.contains("--") && !above.startsWith("  --") && !explained) {
                silent.add(line);
            }
            inTable = begins || inTable && !line.startsWith(")");
            above = line;
        }
        assertThat(silent).isEmpty();
        assertThat(text.lines().filter(line -> line.length() > 120)).isEmpty();
    }
}
