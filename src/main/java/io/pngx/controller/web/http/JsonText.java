package io.pngx.controller.web.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pngx.controller.paperless.Json;

/** Writes responses as JSON. */
public final class JsonText {
    private JsonText() {}

    public static String of(Object value) {
        try {
            return Json.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A response can't be written as JSON", e);
        }
    }
}
