package io.pngx.controller.paperless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.Recorded;
import io.pngx.controller.Recorded.Exchange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parses recorded answers of the real application. */
class RecordedAnswersTest {
    private static final String LOOKUPS = "/api/(tags|correspondents|document_types|storage_paths|custom_fields)/";

    static List<Exchange> lists() {
        return Recorded.answered("GET", "/api/documents/").toList();
    }

    static List<Exchange> details() {
        // A request with fields= can omit the id; the controller always requests the id.
        return Recorded.answered("GET", "/api/documents/\\d+/")
                .filter(exchange -> exchange.answer().has("id"))
                .toList();
    }

    @Test
    void everyListOfDocumentsIsRead() {
        assertThat(lists()).hasSizeGreaterThan(100).allSatisfy(exchange -> {
            DocumentPage page = exchange.answer(DocumentPage.class);
            assertThat(page.count()).isEqualTo(exchange.answer().path("count").asLong());
            assertThat(page.results()).hasSameSizeAs(exchange.answer().path("results"));
            assertThat(page.all()).as("ids of all matches").hasSize(page.count().intValue());
        });
    }

    @Test
    void everyDocumentSaysWhatItsJsonSays() {
        assertThat(details()).hasSizeGreaterThan(50).allSatisfy(exchange -> {
            JsonNode json = exchange.answer();
            Document document = exchange.answer(Document.class);
            assertThat(document.id()).isEqualTo(json.path("id").asLong());
            assertThat(document.title())
                    .isEqualTo(json.hasNonNull("title") ? json.path("title").asText() : null);
            assertThat(document.originalFileName())
                    .isEqualTo(
                            json.hasNonNull("original_file_name")
                                    ? json.path("original_file_name").asText()
                                    : null);
            assertThat(document.correspondent())
                    .isEqualTo(
                            json.hasNonNull("correspondent")
                                    ? json.path("correspondent").asLong()
                                    : null);
            assertThat(document.owner())
                    .isEqualTo(json.hasNonNull("owner") ? json.path("owner").asLong() : null);
            assertThat(document.tags()).hasSameSizeAs(json.path("tags"));
            assertThat(document.customFields()).hasSameSizeAs(json.path("custom_fields"));
            assertThat(document.versions()).hasSameSizeAs(json.path("versions"));
        });
    }

    @Test
    void everyAnswerToAPatchIsADocumentWithPermissions() {
        assertThat(Recorded.answered("PATCH", "/api/documents/\\d+/"))
                .hasSizeGreaterThan(80)
                .allSatisfy(exchange -> assertThat(
                                exchange.answer(Document.class).permissions() != null
                                        || exchange.request().path("query").has("fields"))
                        .as(exchange.toString())
                        .isTrue());
    }

    @Test
    void aVersionedDocumentShowsItsNewestFileFirst() {
        assertThat(Recorded.answered("GET", "/api/documents/\\d+/")
                        .filter(each ->
                                each.version().equals("v3.0.5") && each.answer().has("id"))
                        .map(each -> each.answer(Document.class).versions())
                        .filter(versions -> versions.size() > 1))
                .isNotEmpty()
                .allSatisfy(versions -> {
                    assertThat(versions)
                            .extracting(Document.Version::id)
                            .isSortedAccordingTo(java.util.Comparator.reverseOrder());
                    assertThat(versions.get(versions.size() - 1).isRoot()).isTrue();
                    assertThat(versions)
                            .allSatisfy(
                                    version -> assertThat(version.checksum()).hasSize(64));
                });
    }

    @Test
    void everyListOfLookupsOnOnePageIsRead() {
        assertThat(Recorded.answered("GET", LOOKUPS)
                        .filter(each -> each.answer().path("next").isNull()))
                .hasSizeGreaterThan(15)
                .allSatisfy(exchange -> {
                    LookupPage page = exchange.answer(LookupPage.class);
                    assertThat(page.results()).hasSameSizeAs(exchange.answer().path("results"));
                    page.results().forEach(lookup -> assertThat(lookup.name()).isNotBlank());
                    if (exchange.path().contains("custom_fields")) {
                        page.results()
                                .forEach(field -> assertThat(field.dataType()).isNotBlank());
                    }
                });
    }

    @Test
    void aListOfLookupsThatGoesOnIsNotTakenForTheWholeOne() {
        assertThat(Recorded.answered("GET", LOOKUPS)
                        .filter(each -> each.answer().hasNonNull("next")))
                .isNotEmpty()
                .allSatisfy(exchange -> assertThatThrownBy(() -> exchange.answer(LookupPage.class))
                        .hasStackTraceContaining("all lookups on one page"));
    }

    @Test
    void everyLookupThatWasWrittenIsReadBack() {
        assertThat(Recorded.answered("POST", LOOKUPS)).hasSizeGreaterThan(40).allSatisfy(exchange -> {
            Lookup lookup = exchange.answer(Lookup.class);
            assertThat(lookup.id()).isPositive();
            assertThat(lookup.name())
                    .isEqualTo(exchange.sent().path("name").asText().strip());
        });
    }

    @Test
    void usersAndGroupsHaveANameByWhichTheyAreTheSameElsewhere() {
        assertThat(Recorded.answered("GET", "/api/(users|groups)/"))
                .isNotEmpty()
                .allSatisfy(exchange -> assertThat(
                                exchange.answer(AccountPage.class).results())
                        .allSatisfy(account -> assertThat(account.key()).isNotBlank()));
    }

    @Test
    void everyTaskIsReadInBothSpellings() {
        assertThat(Recorded.answered("GET", "/api/tasks/"))
                .hasSizeGreaterThan(40)
                .allSatisfy(exchange -> exchange.answer().forEach(row -> {
                    ConsumeTask task = Json.MAPPER.convertValue(row, ConsumeTask.class);
                    assertThat(task.taskId()).hasSize(36);
                    assertThat(task.createdAt()).isNotNull();
                    assertThat(task.finished())
                            .isEqualTo(!List.of("PENDING", "STARTED")
                                    .contains(row.path("status").asText()));
                    if (row.hasNonNull("related_document")) {
                        assertThat(task.document())
                                .isEqualTo(row.path("related_document").asLong());
                    }
                }));
    }

    @Test
    void anEndedUploadNamesItsDocument() {
        assertThat(tasks().filter(ConsumeTask::succeeded)
                        .filter(task -> task.result().contains("New document id")))
                .hasSizeGreaterThan(20)
                .allSatisfy(
                        task -> assertThat(task.result()).contains("New document id " + task.document() + " created"));
    }

    @Test
    void aDuplicateIsToldFromOtherFailures() {
        assertThat(tasks().filter(task -> "FAILURE".equals(task.status())))
                .anyMatch(ConsumeTask::duplicate)
                .allSatisfy(task ->
                        assertThat(task.duplicate()).isEqualTo(task.result().contains("It is a duplicate of")));
    }

    @Test
    void aDuplicateInTheTrashIsNamedByTheTextWhereTheTaskDoesNot() {
        assertThat(tasks().filter(ConsumeTask::duplicate)
                        .filter(task -> task.result().contains("is in the trash")))
                .isNotEmpty()
                .allSatisfy(task -> assertThat(task.result()).contains("(#" + task.document() + ")"));
    }

    @Test
    void aFailureWhoseTextIsYetToComeIsSeenAsSuch() {
        ConsumeTask early = Json.MAPPER.convertValue(
                Recorded.one("v2.20.15", "15-tasks", 7).answer().get(0), ConsumeTask.class);
        ConsumeTask later = Json.MAPPER.convertValue(
                Recorded.one("v2.20.15", "15-tasks", 8).answer().get(0), ConsumeTask.class);

        assertThat(early.isTextPending()).isTrue();
        assertThat(later.isTextPending()).isFalse();
        assertThat(later.taskId()).isEqualTo(early.taskId());
    }

    private static java.util.stream.Stream<ConsumeTask> tasks() {
        return Recorded.answered("GET", "/api/tasks/")
                .flatMap(exchange ->
                        java.util.stream.StreamSupport.stream(exchange.answer().spliterator(), false))
                .map(row -> Json.MAPPER.convertValue(row, ConsumeTask.class))
                .filter(task -> task.finished() && !task.isTextPending() && "consume_file".equals(task.taskName()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2.20.15", "v3.0.5"})
    void whoWeAreIsRead(String version) {
        UiSettings settings = Recorded.one(version, "01-connection", 0).answer(UiSettings.class);

        assertThat(settings.user().username()).isEqualTo("admin");
        assertThat(settings.user().superuser()).isTrue();
        assertThat(Dialect.of(settings.settings().version()))
                .isEqualTo(version.startsWith("v2") ? Dialect.V2 : Dialect.V3);
        assertThat(Recorded.one(version, "01-connection", 5)
                        .answer(UiSettings.class)
                        .user()
                        .superuser())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"detail\":\"Not found.\"}", "{\"count\":1}", "{\"results\":[]}", "{\"items\":[]}"})
    void jsonOfSomethingElseIsNoAnswer(String json) {
        for (Class<?> type : List.of(DocumentPage.class, LookupPage.class, AccountPage.class, UiSettings.class)) {
            assertThatThrownBy(() -> Json.MAPPER.readValue(json, type))
                    .as(type.getSimpleName())
                    .hasStackTraceContaining("answered with JSON that is not");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.17.4", "2.15.3", "4.0.0", "2", "dev", "", "-1.0"})
    void otherVersionsAreRefused(String version) {
        assertThatThrownBy(() -> Dialect.of(version))
                .hasMessage("The instance runs paperless-ngx " + version
                        + ", which is not supported; supported are 2.16 to 2.20 and 3.x.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.16.0", "2.20.15", "3.0.5", "3.1.0", "3.0.0-rc1"})
    void supportedVersionsAreTaken(String version) {
        assertThat(Dialect.of(version)).isEqualTo(version.startsWith("2") ? Dialect.V2 : Dialect.V3);
    }

    @Test
    void aTokenIsNoPartOfAnyText() {
        Instance instance = new Instance(
                "replica-1",
                "Replica \"attic\"",
                Instance.Role.REPLICA,
                java.net.URI.create("http://attic:8000"),
                "s3cret");

        assertThat(instance.toString()).doesNotContain("s3cret");
    }
}
