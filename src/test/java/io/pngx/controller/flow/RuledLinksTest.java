package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.store.Run;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Links between documents that rules exclude or change. */
class RuledLinksTest extends Ruled {
    private static final String WITHOUT_FIELDS = """
            - route:
                from:
                  uri: direct:rule-transform
                  steps:
                    - setBody: {simple: '{"id": ${body[id]}, "custom_fields": {}}'}
            """;
    private static final String FAILS_FOR_TWO = """
            - route:
                from:
                  uri: direct:rule-transform
                  steps:
                    - filter:
                        simple: "${body[title]} == 'two'"
                        steps:
                          - throwException:
                              exceptionType: java.lang.IllegalStateException
                              message: "I do not like it"
                    - setBody: {simple: '{"id": ${body[id]}, "custom_fields": {}}'}
            """;

    private int field;

    private void begins(Version version) {
        begin(version);
        field = Papers.lookup(master.api(), "custom_fields", "name", "see", "data_type", "documentlink");
    }

    private void link(int from, Integer... to) {
        master.api()
                .patch(
                        "/api/documents/" + from + "/",
                        Papers.json("custom_fields", List.of(Papers.json("field", field, "value", List.of(to)))));
    }

    private JsonNode copy(String title) {
        return replica.api()
                .get("/api/documents/?page_size=100")
                .path("results")
                .valueStream()
                .filter(each -> each.path("title").asText().equals(title))
                .findFirst()
                .orElseThrow();
    }

    private List<Integer> links(String title) {
        return copy(title)
                .path("custom_fields")
                .valueStream()
                .flatMap(each -> each.path("value").valueStream())
                .map(JsonNode::asInt)
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void linksThatARuleTakesAwayGoFromCopiesThatAreThere(Version version) throws Exception {
        begins(version);
        int one = paper("one");
        int two = paper("two");
        link(one, two);
        succeeds();
        assertThat(links("one")).containsExactly(copy("two").path("id").asInt());

        rule("without-fields", WITHOUT_FIELDS);
        succeeds();
        succeeds();

        assertThat(links("one")).isEmpty();
        assertThat(links("two")).isEmpty();
    }

    /** The failure concerns only the linked document. Its copy and the link stay unchanged. */
    @ParameterizedTest
    @EnumSource
    void aRuleThatFailsForALinkedDocumentDoesNotHoldTheOtherBack(Version version) throws Exception {
        begins(version);
        int one = paper("one");
        int two = paper("two");
        link(one, two);
        succeeds();
        rule("fails-for-two", FAILS_FOR_TWO);
        master.api().patch("/api/documents/" + one + "/", Papers.json("title", "one, renamed"));

        assertThat(run().state()).isEqualTo(Run.State.PARTIAL);

        assertThat(error(two)).contains("I do not like it");
        assertThat(titles()).containsExactly("one, renamed", "two");
        assertThat(links("two")).hasSize(1);

        rule("fails-for-two", WITHOUT_FIELDS);
        succeeds();
        assertThat(links("one, renamed")).isEmpty();
        assertThat(links("two")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aLinkToALeftOutCopyThatAUserOfTheReplicaTrashedIsLeftOut(Version version) throws Exception {
        begins(version);
        rule("only-shared", ONLY_SHARED);
        int hidden = paper("hidden", share);
        int shown = paper("shown", share);
        succeeds();
        master.api().patch("/api/documents/" + hidden + "/", Papers.json("tags", List.of()));
        succeeds();
        replica.api().delete("/api/documents/" + copy("hidden").path("id").asInt() + "/");
        link(shown, hidden);

        succeeds();

        assertThat(links("shown")).isEmpty();
        succeeds();
        master.api().patch("/api/documents/" + hidden + "/", Papers.json("tags", List.of(share)));
        succeeds();
        succeeds();
        world.assertEqual();
    }

    /** paperless writes a link at both ends: the link of a selected document changes the copy of an excluded one. */
    @ParameterizedTest
    @EnumSource
    void noSentenceClaimsThatTheCopyOfAnExcludedDocumentDoesNotChange(Version version) throws Exception {
        begins(version);
        rule("only-shared", ONLY_SHARED);
        int hidden = paper("hidden", share);
        int shown = paper("shown", share);
        succeeds();
        master.api().patch("/api/documents/" + hidden + "/", Papers.json("tags", List.of()));
        succeeds();
        link(shown, hidden);

        succeeds();

        assertThat(links("hidden")).containsExactly(copy("shown").path("id").asInt());
        assertThat(world.boot
                        .sql()
                        .sql("select message from logs where replica_id = ? and master_id = ? and action = 'excluded'")
                        .params(world.replica().id(), hidden)
                        .query(String.class)
                        .list())
                .isNotEmpty()
                .allSatisfy(message -> assertThat(message).endsWith("its copy is no longer kept equal."));
    }
}
