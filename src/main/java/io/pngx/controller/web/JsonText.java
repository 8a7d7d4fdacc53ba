package io.pngx.controller.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pngx.controller.paperless.Json;

/** Writes responses as JSON. */
final class JsonText {
    private JsonText() {}

    static String of(Object value) {
        try {
            return Json.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A response can't be written as JSON", e);
        }
    }
}
