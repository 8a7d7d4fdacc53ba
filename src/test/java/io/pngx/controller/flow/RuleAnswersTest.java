package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.simulator.NewDocument;
import org.junit.jupiter.api.Test;

/** Values that rules read and return, in cases that are easily misread. */
class RuleAnswersTest extends Ruled {
    @Test
    void whatARuleDidNotTouchMayBeWhatItMayNotSet() throws Exception {
        begin(Version.V3);
        Papers.lookup(replica.api(), "tags", "name", "seen");
        world.hasItsOwnLookups(world.replica());
        rule(
                "adds",
                "- route:\n    from:\n      uri: direct:rule-transform\n      steps:\n        - "
                        + "setProperty: {name: add_tag, constant: seen}\n");
        paper("");

        succeeds();

        assertThat(titles()).containsExactly("");
        assertThat(replica.api().get("/api/documents/").path("results").path(0).path("tags"))
                .hasSize(1);
    }

    @Test
    void oneTagMoreComesAfterTheWholeListAndAFieldAfterTheWholeMap() throws Exception {
        begin(Version.V3);
        Papers.lookup(replica.api(), "tags", "name", "seen");
        Papers.lookup(replica.api(), "tags", "name", "listed");
        int amount = Papers.lookup(master.api(), "custom_fields", "name", "Amount", "data_type", "integer");
        world.hasItsOwnLookups(world.replica());
        rule("all", """
                - route:
                    from:
                      uri: direct:rule-transform
                      steps:
                        - setProperty: {name: custom_fields.Amount, constant: "8"}
                        - setProperty: {name: add_tag, constant: seen}
                        - setVariable: {name: document, simple: "${body}"}
                        - setBody: {constant: '{"tags": ["listed"], "fields": {}}'}
                        - setProperty: {name: tags, jsonpath: "$.tags"}
                        - setProperty: {name: custom_fields, jsonpath: "$.fields"}
                        - setBody: {variable: document}
                """);
        master.library()
                .add(NewDocument.text("paper.txt", "text")
                        .title("paper")
                        .tags(share)
                        .field(amount, 7));

        succeeds();

        var written = replica.api()
                .get("/api/documents/?page_size=10")
                .path("results")
                .path(0);
        assertThat(written.path("tags")).hasSize(2);
        assertThat(written.path("custom_fields").path(0).path("value").asInt()).isEqualTo(8);
    }

    @Test
    void aTagIsThatTagAndNoneThatHasItsNameInIt() throws Exception {
        begin(Version.V3);
        rule("only-shared", ONLY_SHARED);
        paper("shared", share);
        paper("not shared", Papers.lookup(master.api(), "tags", "name", "do-not-share"));

        succeeds();

        assertThat(titles()).containsExactly("shared");
    }
}
