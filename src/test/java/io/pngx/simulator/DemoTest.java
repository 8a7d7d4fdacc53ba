package io.pngx.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The demo library is varied, the same for each seed, and changes while the demo editor runs. */
class DemoTest {
    @Test
    void fillsTheMasterWithAFamilysPapers() {
        long before = System.nanoTime();
        try (Demo demo = Demo.start()) {
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
            List<DocumentView> documents = demo.master().library().documents();
            assertThat(documents).hasSize(300);
            assertThat(documents).extracting(DocumentView::sha256).doesNotHaveDuplicates();
            assertThat(documents)
                    .extracting(DocumentView::mimeType)
                    .contains("application/pdf", "image/png", "image/jpeg", "text/plain");
            assertThat(documents)
                    .allSatisfy(document -> assertThat(document.content()).contains("Reference: "));
            assertThat(documents)
                    .anyMatch(document -> !document.notes().isEmpty())
                    .anyMatch(document -> document.asn() != null)
                    .anyMatch(document -> document.owner() == null);
            Set<Integer> used = new HashSet<>();
            documents.forEach(document -> used.addAll(document.fields().keySet()));
            assertThat(used).hasSize(10);
            assertThat(demo.master().library().lookups(LookupKind.TAG)).hasSize(26);
            assertThat(demo.replicas())
                    .allMatch(replica -> replica.library().documents().isEmpty());
            assertThat(demo.replicas().get(0).library().users()).containsKeys("anna", "ben", "sync");
            assertThat(demo.replicas().get(1).library().users())
                    .containsKey("anna")
                    .doesNotContainKey("ben");
        }
    }

    @Test
    void theSameSeedGivesTheSameLibrary() {
        assertThat(names(7)).isEqualTo(names(7)).isNotEqualTo(names(8));
    }

    private static List<Object> names(long seed) {
        try (Paperless master = Paperless.v2().start()) {
            DemoLibrary.fill(master, seed);
            List<Object> names = new ArrayList<>();
            master.library().documents().forEach(document -> names.add(document.inNames()));
            return names;
        }
    }

    @Test
    void everyEditWorks() {
        try (Paperless master = Paperless.v2().start()) {
            DemoLibrary.fill(master, 1);
            List<String> told = new ArrayList<>();
            DemoEditor editor = new DemoEditor(master, 1, told::add);
            for (int i = 0; i < 200; i++) {
                editor.edit();
            }
            assertThat(told)
                    .hasSize(200)
                    .anyMatch(sentence -> sentence.startsWith("new document"))
                    .anyMatch(sentence -> sentence.startsWith("the tag"));
            assertThat(master.library().documents()).hasSizeGreaterThan(300);
        }
    }

    @Test
    void theEditorWorksUntilItIsStopped() {
        try (Paperless master = Paperless.v2().start()) {
            DemoLibrary.fill(master, 1);
            List<String> told = java.util.Collections.synchronizedList(new ArrayList<>());
            try (DemoEditor editor = new DemoEditor(master, 1, told::add)) {
                editor.start(Duration.ofMillis(20));
                await().until(() -> told.size() > 3);
            }
        }
    }
}
