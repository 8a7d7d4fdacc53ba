package io.pngx.controller.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The vectors that the Fernet specification publishes, unchanged: {@code generate.json}, {@code
 * verify.json}, {@code invalid.json} of github.com/fernet/spec.
 */
class FernetSpecTest {
    /** Tokens that are invalid only because of their time. A vault ignores the time. */
    private static final Set<String> ABOUT_TIME = Set.of("expired TTL", "far-future TS (unacceptable clock skew)");

    @TestFactory
    Stream<DynamicTest> validTokensOpen() throws IOException {
        return Stream.concat(vectors("generate"), vectors("verify"))
                .map(v -> DynamicTest.dynamicTest(
                        v.get("now").asText(),
                        () -> assertThat(open(v)).isEqualTo(v.get("src").asText())));
    }

    @TestFactory
    Stream<DynamicTest> invalidTokensDoNotOpen() throws IOException {
        return vectors("invalid")
                .filter(v -> !ABOUT_TIME.contains(v.get("desc").asText()))
                .map(v -> DynamicTest.dynamicTest(
                        v.get("desc").asText(),
                        () -> assertThatThrownBy(() -> open(v)).isInstanceOf(VaultException.class)));
    }

    /** The payload of these tokens is empty. Python's cryptography without a time limit reads the same. */
    @TestFactory
    Stream<DynamicTest> tokensOfAnotherTimeOpen() throws IOException {
        return vectors("invalid")
                .filter(v -> ABOUT_TIME.contains(v.get("desc").asText()))
                .map(v -> DynamicTest.dynamicTest(
                        v.get("desc").asText(), () -> assertThat(open(v)).isEmpty()));
    }

    private static String open(JsonNode vector) {
        return new Vault(vector.get("secret").asText())
                .decrypt(vector.get("token").asText());
    }

    private static Stream<JsonNode> vectors(String name) throws IOException {
        try (InputStream in = FernetSpecTest.class.getResourceAsStream("/fernet/" + name + ".json")) {
            return StreamSupport.stream(new ObjectMapper().readTree(in).spliterator(), false);
        }
    }
}
