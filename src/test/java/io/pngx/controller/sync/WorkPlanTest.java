package io.pngx.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.Recorded;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkPlanTest {
    private static WorkPlan plan(Map<Long, Long> mapped, long[] replica, Map<Long, String> scanned, boolean full) {
        return WorkPlan.of(
                new long[] {1, 2, 3}, mapped, WorkPlan.oneOf(replica), scanned, id -> id == 3 ? null : "seen", full);
    }

    @Test
    void whatIsNotMappedIsNew() {
        assertThat(plan(Map.of(), new long[] {1, 2, 3}, Map.of(), false))
                .isEqualTo(new WorkPlan(List.of(1L, 2L, 3L), List.of(), List.of(), List.of()));
    }

    @Test
    void aMappedDocumentThatTheReplicaNoLongerHoldsIsGone() {
        assertThat(plan(Map.of(1L, 11L, 2L, 12L, 3L, 13L), new long[] {11, 13}, Map.of(), false)
                        .gone())
                .containsExactly(2L);
    }

    @Test
    void aDocumentThatWasTouchedIsChangedUnlessItLooksAsItDidWhenItWasCompared() {
        WorkPlan plan = plan(
                Map.of(1L, 11L, 2L, 12L, 3L, 13L),
                new long[] {11, 12, 13},
                Map.of(1L, "seen", 2L, "other", 3L, "other"),
                false);

        assertThat(plan.changed()).containsExactly(2L, 3L);
        assertThat(plan.compare()).isEmpty();
    }

    @Test
    void aFullRunComparesWhatIsNotChangedToo() {
        WorkPlan plan = plan(Map.of(1L, 11L, 2L, 12L), new long[] {11, 12}, Map.of(2L, "other"), true);

        assertThat(plan).isEqualTo(new WorkPlan(List.of(3L), List.of(2L), List.of(), List.of(1L)));
    }

    @Test
    void nothingFollowsFromWhatTheMasterDoesNotList() {
        WorkPlan plan = WorkPlan.of(
                new long[0],
                Map.of(1L, 11L),
                WorkPlan.oneOf(new long[] {11, 12}),
                Map.of(1L, "other"),
                id -> null,
                true);

        assertThat(plan).isEqualTo(new WorkPlan(List.of(), List.of(), List.of(), List.of()));
    }

    @Test
    void theDigestOfAScanIsTheDigestOfTheDetail() {
        assertThat(Recorded.answered("GET", "/api/documents/")
                        .flatMap(each -> each.answer(DocumentPage.class).results().stream()
                                .filter(document -> document.title() != null && document.modified() != null)
                                .map(document -> Map.entry(each, document))))
                .isNotEmpty()
                .allSatisfy(entry -> {
                    List<Document> details = Recorded.answered(
                                    "GET", "/api/documents/" + entry.getValue().id() + "/")
                            .filter(each -> each.version().equals(entry.getKey().version())
                                    && each.scenario().equals(entry.getKey().scenario()))
                            .filter(each ->
                                    each.answer().has("title") && each.answer().has("modified"))
                            .map(each -> each.answer(Document.class))
                            .filter(detail -> entry.getValue().modified().equals(detail.modified()))
                            .toList();
                    assertThat(details)
                            .allSatisfy(detail -> assertThat(Seen.digest(detail))
                                    .as(entry.getKey().toString())
                                    .isEqualTo(Seen.digest(entry.getValue())));
                });
    }

    @Test
    void theDigestDoesNotDependOnTheServersTimeZoneNorOnAnyOrder() {
        Document berlin =
                Paper.document("'modified':'2026-01-02T04:04:05+01:00','tags':[2,1],'custom_fields':[{'field':2,"
                        + "'value':1},{'field':1,'value':'x'}]");
        Document utc = Paper.document(
                "'modified':'2026-01-02T03:04:05Z','tags':[1,2],'custom_fields':[{'field':1,'value':'x'},"
                        + "{'field':2,'value':1}]");

        assertThat(Seen.digest(berlin)).isEqualTo(Seen.digest(utc));
    }

    @Test
    void everythingThatAScanShowsIsPartOfTheDigest() {
        assertThat(java.util.stream.Stream.of(
                                "'id':1",
                                "'modified':'2026-01-02T03:04:06Z'",
                                "'title':'x'",
                                "'created':'2024-05-02'",
                                "'correspondent':1",
                                "'document_type':1",
                                "'storage_path':1",
                                "'tags':[1]",
                                "'archive_serial_number':1",
                                "'owner':1",
                                "'custom_fields':[{'field':1,'value':null}]",
                                "'custom_fields':[{'field':1,'value':'x'}]",
                                "'versions':[{'id':1,'checksum':'d41d8cd98f00b204e9800998ecf8427e','is_root':true}]")
                        .map(Paper::document)
                        .map(Seen::digest))
                .doesNotHaveDuplicates();
    }
}
