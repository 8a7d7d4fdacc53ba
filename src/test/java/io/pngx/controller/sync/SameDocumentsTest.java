package io.pngx.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SameDocumentsTest {
    @Test
    void aDocumentDiffersIfOnlyOneOfTheTwoListsIt() {
        SameDocuments both = new SameDocuments(new long[] {3, 1, 2}, new long[] {102, 101, 105});
        both.add(1, 101);
        both.add(2, 102);
        both.add(3, 103);
        both.add(5, 105);
        both.add(6, 106);

        assertThat(both.same()).isEqualTo(2);
        assertThat(both.differing()).containsExactly(3L, 5L);
    }

    @Test
    void withoutTheMasterEveryCopyMustBeListed() {
        SameDocuments copies = new SameDocuments(null, new long[] {101});
        copies.add(1, 101);
        copies.add(2, 102);

        assertThat(copies.same()).isEqualTo(1);
        assertThat(copies.differing()).containsExactly(2L);
        assertThat(copies.unknown()).isEmpty();
    }

    @Test
    void documentsThatAreNotAccountedForAreUnknown() {
        SameDocuments all = new SameDocuments(new long[] {1, 2, 3}, new long[0]);
        all.known(2);
        all.known(9);

        assertThat(all.unknown()).containsExactly(1L, 3L);
    }

    @Test
    void onlySoManyAreKept() {
        SameDocuments many = new SameDocuments(LongStream.rangeClosed(1, 1000).toArray(), new long[0]);
        LongStream.rangeClosed(1, 1000).forEach(id -> many.add(id, id));

        assertThat(many.differing()).hasSize(SameDocuments.LIMIT);
        assertThat(many.unknown()).hasSize(SameDocuments.LIMIT);
    }
}
