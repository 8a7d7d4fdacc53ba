package io.pngx.controller.paperless;

import com.fasterxml.jackson.core.JsonProcessingException;

/**
 * A write that is about to be sent.
 *
 * @param path the path of the API, without base path and query
 * @param body the JSON of the tag, if the write creates a tag; null for every other write
 */
public record Write(String host, String method, String path, String body) {
    static final String TAGS = "/api/tags/";

    /** Returns whether the write creates the tag with this name. */
    public boolean createsTag(String name) {
        try {
            return body != null
                    && Json.MAPPER.readTree(body).path("name").asText().equals(name);
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** Returns whether the write deletes the tag with this id. */
    public boolean deletesTag(long id) {
        return method.equals("DELETE") && path.equals(TAGS + id + "/");
    }
}
