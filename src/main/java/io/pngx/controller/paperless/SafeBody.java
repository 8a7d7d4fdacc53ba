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
 * Ensures that the body of a call can't delete anything. Replaces the body of every call to the trash. Checks the keys
 * of a PATCH, because a PATCH with {@code deleted_at} would move a document to the trash without a permit
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
    private static final Set<String> DOCUMENT_KEYS = Set.of(
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
    private static final Set<String> VERSION_KEYS = Set.of("version_label");
    private static final Set<String> LOOKUP_KEYS = Set.of(
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

    /** Replaces the body of the request by a body that restores one document or version from the trash. */
    static void restore(ClassicHttpRequest request, long id) {
        setBody(request, ("{\"action\":\"restore\",\"documents\":[" + id + "]}").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Checks that a PATCH writes only known keys. Exactly the checked bytes are sent, as JSON, regardless of the
     * content type and encoding of the request.
     *
     * @return false if the PATCH must not be sent
     */
    static boolean check(ClassicHttpRequest request, String path) throws IOException {
        String text = text(request);
        Set<String> known = keys(path);
        return text.isEmpty()
                || parseObject(text)
                        .filter(body -> body.propertyStream().allMatch(property -> known.contains(property.getKey())))
                        .isPresent();
    }

    /**
     * Returns the body as text, and makes the request send the same bytes as JSON; empty if the request has no body.
     */
    static String text(ClassicHttpRequest request) throws IOException {
        HttpEntity entity = request.getEntity();
        if (entity == null) {
            return "";
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        entity.writeTo(bytes);
        setBody(request, bytes.toByteArray());
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static Set<String> keys(String path) {
        if (DOCUMENT.matcher(path).matches()) {
            return DOCUMENT_KEYS;
        }
        return VERSION.matcher(path).matches() ? VERSION_KEYS : LOOKUP_KEYS;
    }

    private static Optional<JsonNode> parseObject(String text) {
        try {
            return Optional.of(STRICT.readTree(text)).filter(JsonNode::isObject);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static void setBody(ClassicHttpRequest request, byte[] body) {
        // The HTTP client sets these three headers again, from the new entity.
        request.removeHeaders(HttpHeaders.CONTENT_TYPE);
        request.removeHeaders(HttpHeaders.CONTENT_LENGTH);
        request.removeHeaders(HttpHeaders.TRANSFER_ENCODING);
        request.setEntity(new ByteArrayEntity(body, JSON));
    }
}
