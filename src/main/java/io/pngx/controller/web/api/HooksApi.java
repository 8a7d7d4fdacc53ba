package io.pngx.controller.web.api;

import io.pngx.controller.engine.cycle.ChangeHints;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.MediaTypes;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/**
 * {@code POST /api/hooks/paperless}: receives the webhook that a workflow of the master sends for a new or changed
 * document.
 */
public final class HooksApi {
    private static final String ID = "[1-9][0-9]{0,17}";
    private static final Pattern ADDRESS = Pattern.compile("/documents/(" + ID + ")(/|$|[\"'\\s?#])");
    private static final String ALLOWED =
            "send doc_id, or the address of the document (url: {{doc_url}}), as a form or as JSON; "
                    + "docs/monitoring.md describes the workflow.";

    private final ChangeHints hints;

    public HooksApi(ChangeHints hints) {
        this.hints = hints;
    }

    /** @param documentId id of the document on the master */
    public record Taken(long documentId) {}

    public boolean isJson(Exchange exchange) {
        return Call.contentType(exchange).endsWith("json");
    }

    public void refuseJson() {
        throw ApiProblem.badRequest(Text.verbatim("The body is not valid JSON; " + ALLOWED));
    }

    /**
     * Records the document that a webhook names.
     *
     * @param docId the value of doc_id in a JSON body
     * @param values all values of a JSON body
     */
    public Answer paperless(
            Exchange exchange,
            @Variable(ExchangeNames.DETAIL) Object docId,
            @Variable(ExchangeNames.ANSWER) Object values) {
        Call call = Call.withoutParameters(exchange);
        long id = document(call, docId, values);
        hints.hint(id);
        return call.answer(202, new Taken(id));
    }

    /**
     * Finds the document of a webhook. A v3 master can send the id of the document; a v2 master only sends the address
     * of the document, which begins with "None" if PAPERLESS_URL is not set.
     */
    private static long document(Call call, Object docId, Object values) {
        Map<String, String> form =
                call.contentType().equals(MediaTypes.FORM) || call.contentType().equals("multipart/form-data")
                        ? call.form()
                        : Map.of();
        String id = form.getOrDefault("doc_id", docId == null ? "" : docId.toString())
                .strip();
        if (id.matches(ID)) {
            return Long.parseLong(id);
        }
        if (!id.isEmpty()) {
            throw ApiProblem.badRequest(
                    Text.verbatim("doc_id is no id of a document, which is a whole number from 1; " + ALLOWED));
        }
        Collection<?> texts = !form.isEmpty()
                ? form.values()
                : values instanceof Collection<?> some
                        ? some
                        : List.of(new String(call.body(), StandardCharsets.UTF_8));
        for (Object text : texts) {
            Matcher address = ADDRESS.matcher(String.valueOf(text));
            if (address.find()) {
                return Long.parseLong(address.group(1));
            }
        }
        throw ApiProblem.badRequest(Text.verbatim("The webhook names no document; " + ALLOWED));
    }
}
