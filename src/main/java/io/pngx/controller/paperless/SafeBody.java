package io.pngx.controller.paperless;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * The bodies of calls that could lose something. The gateway makes the body of a call to the trash itself, and checks
 * the keys of a PATCH: one with {@code deleted_at} would put a document into the trash without a permit
 * (paperless-api.md §2.3).
 */
final class SafeBody {
    private static final ContentType JSON = ContentType.create("application/json");
    private static final ObjectReader STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();
    private static final Pattern DOCUMENT = Pattern.compile("/api/documents/\\d+/");
    private static final Pattern VERSION = Pattern.compile("/api/documents/\\d+/versions/\\d+/");
    private static final Set<String> KEYS_OF_DOCUMENT = Set.of(
            "title",
            "content",
            "created",
            "correspondent",
            "document_type",
            "storage_path",
            "tags",
            "archive_serial_number",
            "owner",
            "set_permissions",
            "custom_fields");
    private static final Set<String> KEYS_OF_VERSION = Set.of("version_label");
    private static final Set<String> KEYS_OF_LOOKUP = Set.of(
            "name",
            "match",
            "matching_algorithm",
            "is_insensitive",
            "owner",
            "set_permissions",
            "color",
            "is_inbox_tag",
            "parent",
            "path",
            "data_type",
            "extra_data");

    private SafeBody() {}

    /** Takes one document or version out of the trash. Whatever body the request had is dropped. */
    static void restore(ClassicHttpRequest request, long id) {
        put(request, ("{\"action\":\"restore\",\"documents\":[" + id + "]}").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Makes sure that a PATCH writes keys that are known here, and no other. What was checked is what leaves: as JSON,
     * whatever the request called it, and in one piece.
     *
     * @return false where it must not leave
     */
    static boolean check(ClassicHttpRequest request, String path) throws IOException {
        HttpEntity entity = request.getEntity();
        if (entity == null) {
            return true;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        entity.writeTo(bytes);
        put(request, bytes.toByteArray());
        Set<String> known = keys(path);
        return bytes.size() == 0
                || object(bytes.toString(StandardCharsets.UTF_8))
                        .filter(body -> body.propertyStream().allMatch(property -> known.contains(property.getKey())))
                        .isPresent();
    }

    private static Set<String> keys(String path) {
        if (DOCUMENT.matcher(path).matches()) {
            return KEYS_OF_DOCUMENT;
        }
        return VERSION.matcher(path).matches() ? KEYS_OF_VERSION : KEYS_OF_LOOKUP;
    }

    private static Optional<JsonNode> object(String text) {
        try {
            return Optional.of(STRICT.readTree(text)).filter(JsonNode::isObject);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static void put(ClassicHttpRequest request, byte[] body) {
        // The client sets these three from the entity.
        request.removeHeaders(HttpHeaders.CONTENT_TYPE);
        request.removeHeaders(HttpHeaders.CONTENT_LENGTH);
        request.removeHeaders(HttpHeaders.TRANSFER_ENCODING);
        request.setEntity(new ByteArrayEntity(body, JSON));
    }
}
