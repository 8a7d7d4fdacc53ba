package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CopyIdsTest {
    @Test
    void holdsTheIdsOfAllCopies() {
        CopyIds ids = CopyIds.parse("[1,7,100000]", "[1001,1003,1002]");

        assertThat(ids).isEqualTo(Map.of(1L, 1001L, 7L, 1003L, 100000L, 1002L));
        assertThat(ids.get(7L)).isEqualTo(1003);
        assertThat(ids.get(8L)).isNull();
        assertThat(ids.containsKey(1L)).isTrue();
        assertThat(ids.containsKey(1001L)).isFalse();
    }

    @Test
    void tellsWhetherADocumentOfTheReplicaIsACopy() {
        CopyIds ids = CopyIds.parse("[1,7,9]", "[1001,1003,1002]");

        assertThat(ids.isCopy(1002)).isTrue();
        assertThat(ids.isCopy(9)).isFalse();
        assertThat(ids.containsValue(1003L)).isTrue();
    }

    @Test
    void isEmptyForAReplicaWithoutCopies() {
        assertThat(CopyIds.parse("[]", "[]")).isEmpty();
        assertThat(CopyIds.parse("[]", "[]").isCopy(1)).isFalse();
    }
}
