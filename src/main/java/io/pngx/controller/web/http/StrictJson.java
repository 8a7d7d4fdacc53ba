package io.pngx.controller.web.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.pngx.controller.text.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Parses JSON strictly: refuses a key that is named twice, and text after the value. */
public final class StrictJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private StrictJson() {}

    public static JsonNode read(byte[] body) {
        try {
            JsonNode json = MAPPER.readTree(body);
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(json.toString())) {
                throw ApiProblem.badRequest(Text.of("The body has half of a character (an unpaired surrogate, such as"
                        + " \\ud800); send whole characters."));
            }
            return json;
        } catch (JsonProcessingException e) {
            // Jackson's message quotes the unreadable text, which may contain a token.
            JsonLocation at = e.getLocation();
            Text where = at == null
                    ? Text.of("")
                    : Text.of(
                            " near line {0}, column {1}",
                            String.valueOf(at.getLineNr()), String.valueOf(at.getColumnNr()));
            throw ApiProblem.badRequest(
                    String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field")
                            ? Text.of("The body names a key twice{0}.", where)
                            : Text.of("The body is not valid JSON{0}.", where));
        } catch (IOException e) {
            throw ApiProblem.badRequest(Text.of("The body is not valid JSON: it is not UTF-8."));
        }
    }
}
