package io.pngx.controller.paperless;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonNestingTest {
    private static boolean open(byte[] json, int length, int atOnce) {
        JsonNesting nesting = new JsonNesting();
        for (int from = 0; from < length; from += atOnce) {
            byte[] part = Arrays.copyOfRange(json, from, Math.min(length, from + atOnce));
            nesting.read(part, part.length);
        }
        return nesting.isOpen();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8192})
    void onlyTheWholeTextIsComplete(int atOnce) throws Exception {
        byte[] json = Json.MAPPER.writeValueAsBytes(
                Map.of("a \"quoted\" key", List.of("{[", "]}", "\\", "\\\"", "ü\n\t\\\\", 1.5, Map.of("b", "\""))));

        assertThat(open(json, json.length, atOnce)).isFalse();
        for (int length = 1; length < json.length; length++) {
            assertThat(open(json, length, atOnce))
                    .as(new String(json, 0, length, StandardCharsets.UTF_8))
                    .isTrue();
        }
    }

    @Test
    void aValueWithoutBracketsIsComplete() {
        for (String json : List.of("", "null", "\"a task\"", "12", "}")) {
            assertThat(open(json.getBytes(StandardCharsets.UTF_8), json.length(), 8192))
                    .as(json)
                    .isFalse();
        }
    }
}
