package io.pngx.controller.paperless;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import org.apache.hc.core5.http.ClassicHttpRequest;

/**
 * A write that is about to be sent.
 *
 * @param path the path of the API, without base path and query
 * @param body the JSON of the tag, if the write creates a tag; null for every other write
 */
public record Write(String host, String method, String path, String body) {
    private static final String TAGS = "/api/tags/";

    static Write of(ClassicHttpRequest request, Instance instance, String path) throws IOException {
        String body = "POST".equals(request.getMethod()) && path.equals(TAGS) ? SafeBody.text(request) : null;
        return new Write(instance.host(), request.getMethod(), path, body);
    }

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
