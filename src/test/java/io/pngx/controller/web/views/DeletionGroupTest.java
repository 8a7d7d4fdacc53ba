package io.pngx.controller.web.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.pngx.controller.store.DeletionCause;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeletionGroupTest {
    private static DeletionView view(long replicaId, long masterId, long replicaObjectId) {
        return DeletionView.of(
                new Tombstone(
                        replicaObjectId,
                        replicaId,
                        "tags",
                        masterId,
                        replicaObjectId,
                        "mine",
                        Tombstone.State.HELD,
                        Text.of("Every deletion waits for your decision."),
                        DeletionCause.SETTING,
                        false,
                        1,
                        Instant.EPOCH,
                        null,
                        false,
                        null,
                        null,
                        null),
                "Office");
    }

    /** Lookups of different owners may have the same name. */
    @Test
    void lookupsWithoutAnIdOnTheMasterHaveRowsOfTheirOwn() {
        List<DeletionGroup> groups =
                DeletionGroup.of(List.of(view(1, -5, 5), view(1, -6, 6), view(1, 7, 15), view(2, 7, 16)));

        assertThat(groups)
                .singleElement()
                .satisfies(group -> assertThat(group.items())
                        .extracting(
                                item -> item.first().label().toString(),
                                item -> item.of().size())
                        .containsExactly(
                                tuple("mine (tag 5 of the replica)", 1),
                                tuple("mine (tag 6 of the replica)", 1),
                                tuple("mine (tag 7)", 2)));
    }
}
