package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The REST API without HTTP, for one user. The same rules apply as over HTTP, but there are no faults and no journal.
 * This API is used to add data and for edits on the master. Throws {@link IllegalStateException} with status and body
 * if a request is refused.
 */
public final class LocalApi {
    private final Application application;
    private final UserRow user;

    LocalApi(Application application, UserRow user) {
        this.application = application;
        this.user = user;
    }

    public JsonNode get(String pathAndQuery) {
        return call("GET", pathAndQuery, null);
    }

    public JsonNode post(String path, Object body) {
        return call("POST", path, body);
    }

    public JsonNode patch(String path, Object body) {
        return call("PATCH", path, body);
    }

    public JsonNode delete(String path) {
        return call("DELETE", path, null);
    }

    private JsonNode call(String method, String pathAndQuery, Object body) {
        int at = pathAndQuery.indexOf('?');
        String path = at < 0 ? pathAndQuery : pathAndQuery.substring(0, at);
        byte[] bytes = body == null ? new byte[0] : Json.bytes(Json.node(body));
        RawRequest request = new RawRequest(
                method,
                path,
                at < 0 ? null : pathAndQuery.substring(at + 1),
                Map.of("accept", "*/*; version=9"),
                bytes,
                null,
                List.of(),
                "http://localhost",
                bytes.length);
        Answer answer = application.handle(request, user).answer();
        if (answer.status >= 300) {
            throw new IllegalStateException(method + " " + pathAndQuery + " -> " + answer.status + " "
                    + new String(answer.bytes(), StandardCharsets.UTF_8));
        }
        return answer.json();
    }
}
