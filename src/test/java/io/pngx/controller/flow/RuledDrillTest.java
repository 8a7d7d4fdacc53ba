package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Times;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A drill of a replica whose documents rules select or change. */
class RuledDrillTest extends Ruled {
    private Map<String, String> drill() {
        long id = world.boot
                .sql()
                .sql("insert into drills(replica_id, state, by_hand, requested_at) values (?, 'queued', 1, ?) "
                        + "returning id")
                .params(world.replica().id(), Times.text(Instant.now()))
                .query(Long.class)
                .single();
        world.eventually(
                "the end of the drill",
                () -> world.boot
                                .sql()
                                .sql("select count(*) from drills where id = ? and finished_at is not null")
                                .param(id)
                                .query(Long.class)
                                .single()
                        == 1);
        Map<String, String> checks = new HashMap<>();
        world.boot
                .sql()
                .sql("select name, result || ': ' || detail from drill_checks where drill_id = ?")
                .param(id)
                .query(rs -> {
                    checks.put(rs.getString(1), rs.getString(2));
                });
        return checks;
    }

    @ParameterizedTest
    @EnumSource
    void whatARuleExcludesIsLeftOutOnBothSides(Version version) throws Exception {
        begin(version);
        paper("one", share);
        paper("two", share);
        int kept = paper("kept", share);
        rule("only-shared", ONLY_SHARED);
        paper("private");
        succeeds();
        master.api().patch("/api/documents/" + kept + "/", Papers.json("tags", List.of()));
        succeeds();
        assertThat(titles()).as("an excluded copy stays").containsExactly("kept", "one", "two");

        Map<String, String> checks = drill();
        assertThat(checks.get("tag"))
                .isEqualTo("ok: Replica and master list the same documents with tag \"share\" (2).");
        assertThat(checks.get("date")).startsWith("ok: ");
        assertThat(checks.get("documents")).startsWith("ok: ");
    }

    @ParameterizedTest
    @EnumSource
    void aFilterThatARuleMayChangeIsLeftOutAndTheRuleIsNamed(Version version) throws Exception {
        begin(version);
        paper("one", share);
        rule("headed", prefix("Head:"));
        succeeds();

        assertThat(drill().get("tag"))
                .startsWith("skipped: ")
                .endsWith("because these rules may change documents: headed.");
    }
}
