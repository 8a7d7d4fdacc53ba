package io.pngx.controller.engine.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.paperless.PaperlessException;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The pages of a scan of the master. */
class ScanTest {
    private static final String TIME = "2026-03-01T12:30:00Z";

    /** @param listed number of documents on the page; all have the same time */
    private static DocumentPage page(int listed, int count) throws Exception {
        String ids = LongStream.rangeClosed(1, listed).mapToObj(String::valueOf).collect(Collectors.joining(","));
        String rows = LongStream.rangeClosed(1, listed)
                .mapToObj(id -> "{\"id\":" + id + ",\"modified\":\"" + TIME + "\",\"added\":\"" + TIME + "\"}")
                .collect(Collectors.joining(","));
        return Json.MAPPER.readValue(
                "{\"count\":" + count + ",\"all\":[" + ids + "],\"results\":[" + rows + "]}", DocumentPage.class);
    }

    @Test
    void aPageOfWhichAllShareOneTimeIsAskedForAgainAndLarger() throws Exception {
        Scan scan = new Scan(new InstanceSnapshot("master", null), Instant.parse(TIME), Set.of());
        scan.add(page(1000, 1500));
        assertThat(scan.getPageSize()).isEqualTo(2000);
        scan.add(page(1500, 1500));
        assertThat(scan.isMore()).isFalse();
    }

    @Test
    void aServerThatListsNoMoreOfOneTimeEndsIt() throws Exception {
        Scan scan = new Scan(new InstanceSnapshot("master", null), Instant.parse(TIME), Set.of());
        scan.add(page(1000, 1500));
        assertThatThrownBy(() -> scan.add(page(1200, 1500)))
                .isInstanceOf(PaperlessException.class)
                .hasMessageContaining("1200 documents")
                .hasMessageContaining(TIME);
    }

    @Test
    void documentsAreReadByIdAfterTheChanges() throws Exception {
        Set<Long> named = LongStream.rangeClosed(1, 251).boxed().collect(Collectors.toSet());
        Scan scan = new Scan(new InstanceSnapshot("master", null), Instant.parse(TIME), named);
        assertThat(scan.getFilter()).startsWith("modified__gte=" + TIME);
        scan.add(page(3, 3));
        assertThat(scan.getFilter()).startsWith("id__in=1,2,").endsWith(",250");
        assertThat(scan.getFilter()).as("of a repeated call").startsWith("id__in=1,2,");
        scan.add(page(250, 250));
        assertThat(scan.getFilter()).isEqualTo("id__in=251");
        scan.add(page(1, 1));
        assertThat(scan.isMore()).isFalse();
    }
}
