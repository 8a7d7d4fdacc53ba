package io.pngx.controller.web.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.engine.cycle.ChangeHints;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/**
 * {@code POST /api/hooks/paperless}: receives the webhook that a workflow of the master sends for a new or changed
 * document.
 */
public final class HooksApi {
    private static final Pattern ADDRESS = Pattern.compile("/documents/([0-9]{1,18})(/|$|[\"'\\s?#])");
    private static final String ALLOWED =
            "send doc_id, or the address of the document (url: {{doc_url}}), as a form or as JSON; "
                    + "docs/monitoring.md describes the workflow.";

    private final ChangeHints hints;

    public HooksApi(ChangeHints hints) {
        this.hints = hints;
    }

    /** @param documentId id of the document on the master */
    public record Taken(long documentId) {}

    public Answer paperless(Exchange exchange) {
        Call call = Call.of(exchange);
        long id = document(call);
        hints.hint();
        return call.answer(202, new Taken(id));
    }

    /**
     * Finds the document of a webhook. A v3 master can send its id; a v2 master only sends its address, which begins
     * with "None" if PAPERLESS_URL is not set.
     */
    private static long document(Call call) {
        List<String> texts = new ArrayList<>();
        if (call.contentType().equals(MediaTypes.FORM) || call.contentType().equals("multipart/form-data")) {
            Map<String, String> form = call.form();
            if (form.getOrDefault("doc_id", "").matches("[0-9]{1,18}")) {
                return Long.parseLong(form.get("doc_id"));
            }
            texts.addAll(form.values());
        } else if (call.contentType().endsWith("json")) {
            JsonNode body = json(call);
            if (body.path("doc_id").asText().matches("[0-9]{1,18}")) {
                return Long.parseLong(body.path("doc_id").asText());
            }
            body.forEach(value -> texts.add(value.asText()));
        } else {
            texts.add(new String(call.body(), StandardCharsets.UTF_8));
        }
        for (String text : texts) {
            Matcher address = ADDRESS.matcher(text);
            if (address.find()) {
                return Long.parseLong(address.group(1));
            }
        }
        throw ApiProblem.badRequest("The webhook names no document; " + ALLOWED);
    }

    private static JsonNode json(Call call) {
        try {
            return Json.MAPPER.readTree(call.body());
        } catch (JsonProcessingException e) {
            throw ApiProblem.badRequest("The body is not valid JSON; " + ALLOWED);
        } catch (IOException e) {
            throw ApiProblem.badRequest("The body can't be read; " + ALLOWED);
        }
    }
}
