package io.pngx.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.Recorded;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Permissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Checks the normal forms against recorded values that the real application stored. */
class NormalTest {
    @Test
    void titleAndContentAreTrimmedAsTheRealApplicationTrims() {
        assertThat(Recorded.answered("PATCH", "/api/documents/\\d+/")
                        .filter(each -> !each.request().path("query").has("truncate_content")))
                .hasSizeGreaterThan(50)
                .allSatisfy(each -> {
                    for (String key : List.of("title", "content")) {
                        if (each.sent().path(key).isTextual() && each.answer().has(key)) {
                            assertThat(Normal.text(each.sent().path(key).asText()))
                                    .as("%s %s", each, key)
                                    .isEqualTo(each.answer().path(key).asText());
                        }
                    }
                });
    }

    @Test
    void everythingThatPythonTakesForWhiteSpaceIsTrimmedAndNothingElse() {
        String blanks = "\t\n\u000b\f\r\u001c\u001d\u001e\u001f "
                + "\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
                + "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

        for (int c = 1; c < 0x10000; c++) {
            assertThat(Normal.text((char) c + "x" + (char) c).equals("x"))
                    .as("U+%04X", c)
                    .isEqualTo(blanks.indexOf(c) >= 0);
        }
    }

    @Test
    void blanksInsideStayAndNothingStaysNothing() {
        assertThat(Normal.text(" a\u00a0 b \u00a0")).isEqualTo("a\u00a0 b");
        assertThat(Normal.text(" \n ")).isEmpty();
        assertThat(Normal.text(null)).isEmpty();
    }

    @Test
    void nulIsRefusedByTheApiAndSoLeftOut() {
        assertThat(Normal.text("a\0b\0 ")).isEqualTo("ab");
    }

    @Test
    void theOldSyntaxOfStoragePathsBecomesTheNewOneAsTheRealApplicationWritesIt() {
        assertThat(Recorded.answered("(POST|PATCH)", "/api/storage_paths/(\\d+/)?"))
                .hasSizeGreaterThan(5)
                .allSatisfy(each -> assertThat(
                                Normal.storagePath(each.sent().path("path").asText()))
                        .as(each.toString())
                        .isEqualTo(
                                each.sent().has("path")
                                        ? each.answer().path("path").asText()
                                        : ""));
    }

    @Test
    void theNormalFormOfAStoragePathIsNormal() {
        String once = Normal.storagePath(" {created_year}/{{ title }}/{%if x%}{a}{%endif%} ");

        assertThat(once).isEqualTo("{{ created_year }}/{{ title }}/{%if x%}{{ a }}{%endif%}");
        assertThat(Normal.storagePath(once)).isEqualTo(once);
        assertThat(Normal.storagePath(null)).isEmpty();
    }

    @Test
    void whoMayChangeMayViewAsTheRealApplicationReadsBack() {
        assertThat(Recorded.answered("PATCH", "/api/documents/\\d+/")
                        .filter(each -> isComplete(each.sent().path("set_permissions"))))
                .isNotEmpty()
                .allSatisfy(each -> {
                    Permissions sent = io.pngx.controller.paperless.Json.MAPPER.convertValue(
                            each.sent().path("set_permissions"), Permissions.class);
                    Permissions shown = each.answer(Document.class).permissions();
                    assertThat(Normal.grants(sent)).as(each.toString()).isEqualTo(Normal.grants(shown));
                    assertThat(Normal.grants(shown).get("view.users"))
                            .containsExactlyInAnyOrderElementsOf(shown.view().users());
                });
    }

    private static boolean isComplete(JsonNode permissions) {
        return List.of("view", "change").stream()
                .allMatch(action -> permissions.path(action).has("users")
                        && permissions.path(action).has("groups"));
    }

    @Test
    void noPermissionsAreNoGrants() {
        assertThat(Normal.grants(null))
                .isEqualTo(Map.of(
                        "view.users",
                        Set.of(),
                        "view.groups",
                        Set.of(),
                        "change.users",
                        Set.of(),
                        "change.groups",
                        Set.of()));
    }

    @Test
    void tagsComeWithAllTheirAncestors() {
        Lookups lookups = new Paper.World()
                .onMaster(Kind.TAG, "'id':1,'name':'root'")
                .onMaster(Kind.TAG, "'id':2,'name':'branch','parent':1")
                .onMaster(Kind.TAG, "'id':3,'name':'leaf','parent':2")
                .onMaster(Kind.TAG, "'id':4,'name':'other'")
                .translation()
                .master();

        assertThat(Normal.closure(List.of(3L, 4L), lookups)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(Normal.closure(List.of(), lookups)).isEmpty();
        assertThat(Normal.closure(List.of(99L), lookups))
                .as("a tag that is hidden from us")
                .containsExactly(99L);
    }

    @Test
    void aTagThatIsItsOwnAncestorEndsTheWayUp() {
        Lookups lookups = new Paper.World()
                .onMaster(Kind.TAG, "'id':1,'name':'a','parent':2")
                .onMaster(Kind.TAG, "'id':2,'name':'b','parent':1")
                .translation()
                .master();

        assertThat(Normal.closure(List.of(1L), lookups)).containsExactly(1L, 2L);
    }

    @Test
    void aValueReadBackEqualsTheValueSentAsTheRealApplicationKeepsIt() {
        Map<String, Map<Long, String>> types = new java.util.HashMap<>();
        Recorded.answered("POST", "/api/custom_fields/")
                .filter(each -> each.scenario().equals("07-patch"))
                .forEach(each -> types.computeIfAbsent(each.version(), version -> new java.util.HashMap<>())
                        .put(
                                each.answer().path("id").asLong(),
                                each.answer().path("data_type").asText()));
        int[] compared = {0};

        Recorded.answered("PATCH", "/api/documents/\\d+/")
                .filter(each -> each.scenario().equals("07-patch")
                        && each.sent().path("custom_fields").isArray())
                .forEach(each -> each.answer().path("custom_fields").forEach(shown -> {
                    long field = shown.path("field").asLong();
                    JsonNode sent = null;
                    for (JsonNode one : each.sent().path("custom_fields")) {
                        sent = one.path("field").asLong() == field ? one.path("value") : sent; // the last value is used
                    }
                    if (sent != null) {
                        String type = types.get(each.version()).get(field);
                        assertThat(Normal.value(sent, type))
                                .as("%s field %d (%s)", each, field, type)
                                .isEqualTo(Normal.value(shown.path("value"), type));
                        compared[0]++;
                    }
                }));

        assertThat(compared[0]).isGreaterThan(40);
    }

    @Test
    void linksAreASetAndNumbersAreNumbers() {
        assertThat(Normal.value(Paper.json("[3,1,2]"), "documentlink"))
                .isEqualTo(Normal.value(Paper.json("[1,2,3,3]"), "documentlink"));
        assertThat(Normal.value(Paper.json("[]"), "documentlink")).isNull();
        assertThat(Normal.value(Paper.json("1.50"), "float")).isEqualTo(Normal.value(Paper.json("'1.5'"), "float"));
        assertThat(Normal.value(Paper.json("10"), "monetary")).isEqualTo(Normal.value(Paper.json("'10'"), "monetary"));
        assertThat(Normal.value(Paper.json("5"), "integer")).isEqualTo(Normal.value(Paper.json("'5'"), "integer"));
        assertThat(Normal.value(Paper.json("null"), "string")).isNull();
        assertThat(Normal.value(Paper.json("false"), "boolean"))
                .isNotEqualTo(Normal.value(Paper.json("true"), "boolean"));
    }

    @Test
    void aDateIsADateWhateverTimeCameWithIt() {
        assertThat(Normal.date("2024-05-01T23:30:00Z")).isEqualTo("2024-05-01");
        assertThat(Normal.date("2024-05-01")).isEqualTo("2024-05-01");
        assertThat(Normal.date(null)).isNull();
    }
}
