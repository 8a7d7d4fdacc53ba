package io.pngx.controller.engine.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.sync.Lookups;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of a patch after the replica refused a part of it. */
class RefusedFieldsTest {
    private final RefusedFields refused = new RefusedFields(new Lookups(Map.of(), List.of(), List.of()));

    private static ObjectNode patch() throws Exception {
        return (ObjectNode) Json.MAPPER.readTree(
                "{\"title\":\"A\",\"custom_fields\":[{\"field\":1,\"value\":\"x\"},{\"field\":2,\"value\":\"y\"}]}");
    }

    @Test
    void onlyTheRefusedValueIsRemoved() throws Exception {
        ObjectNode patch = patch();
        assertThat(refused.remove(patch, "{\"custom_fields\":[{},{\"value\":[\"Too long.\"]}]}"))
                .isTrue();
        assertThat(patch)
                .isEqualTo(Json.MAPPER.readTree("{\"title\":\"A\",\"custom_fields\":[{\"field\":1,\"value\":\"x\"}]}"));
        assertThat(refused.fields()).containsExactly(2L);
    }

    /** The same patch again would be refused again, without end. */
    @ParameterizedTest
    @ValueSource(strings = {"[\"a\",\"text\"]", "[{},{}]", "[[],[]]", "\"a text\"", "[\"one\"]", "{}", "null"})
    void eachRefusalTakesSomethingAway(String errors) throws Exception {
        ObjectNode patch = patch();
        assertThat(refused.remove(patch, "{\"custom_fields\":" + errors + "}")).isTrue();
        assertThat(patch).isNotEqualTo(patch());
        assertThat(patch.path("title").asText()).isEqualTo("A");
    }
}
