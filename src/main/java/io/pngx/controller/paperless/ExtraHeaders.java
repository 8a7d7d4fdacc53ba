package io.pngx.controller.paperless;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.pngx.controller.text.RefusedValueException;
import io.pngx.controller.text.Text;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Checks, parses and serializes the extra headers that a user sets for an instance. Error messages contain no values,
 * because the values are secret.
 */
public final class ExtraHeaders {
    private static final int MAX_COUNT = 10;
    private static final int MAX_LENGTH = 4000;
    /** Headers that the gateway and the HTTP client set. */
    private static final Set<String> RESERVED = Set.of(
            "authorization",
            "accept",
            "accept-encoding",
            "accept-language",
            "host",
            "connection",
            "content-type",
            "content-length",
            "transfer-encoding",
            "expect",
            "te",
            "trailer",
            "upgrade",
            "if-none-match",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection");

    private ExtraHeaders() {}

    /**
     * Checks the headers, and returns the same headers.
     *
     * @throws RefusedValueException if a header can't be sent; the message is a sentence without its subject
     */
    public static Map<String, String> checked(Map<String, String> headers) {
        if (headers.size() > MAX_COUNT) {
            throw new RefusedValueException(Text.of("are more than {0}", MAX_COUNT));
        }
        headers.forEach((name, value) -> {
            if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")) {
                throw new RefusedValueException(
                        Text.of("hold a name that is not a valid header name; write Name: value, one on each line"));
            }
            if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
                throw new RefusedValueException(Text.of("must not hold {0}, which the controller sends itself", name));
            }
            if (value.isBlank() || value.length() > MAX_LENGTH || !value.matches("[ -~]+")) {
                throw new RefusedValueException(
                        Text.of("must have one line of printable ASCII characters as the value of {0}", name));
            }
        });
        return headers;
    }

    /**
     * Parses lines of the form {@code Name: value}.
     *
     * @throws RefusedValueException for the same reasons as {@link #checked}
     */
    public static Map<String, String> parse(String text) {
        Map<String, String> headers = new LinkedHashMap<>();
        text.lines().filter(line -> !line.isBlank()).forEach(line -> {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new RefusedValueException(
                        Text.of("have a line without a colon; write Name: value, one on each line"));
            }
            headers.put(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        });
        return checked(headers);
    }

    public static String toJson(Map<String, String> headers) {
        try {
            return Json.MAPPER.writeValueAsString(headers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Map<String, String> fromJson(String text) {
        try {
            return text == null
                    ? Map.of()
                    : Json.MAPPER.readValue(text, new TypeReference<LinkedHashMap<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored headers can't be read");
        }
    }
}
