package io.pngx.controller.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.config.PaperlessUrl;
import io.pngx.controller.config.Vault;
import io.pngx.controller.paperless.Certificates;
import io.pngx.controller.paperless.ExtraHeaders;
import io.pngx.controller.store.Reaches;
import java.util.LinkedHashMap;
import java.util.Map;

/** The extra headers and the certificates of an instance, as a call or a form sends them: what is left out stays as it is. */
final class ReachFields {
    /** What a form says to take something away; an empty field leaves it. */
    private static final String NOTHING = "-";

    private final Fields fields;
    private final Vault vault;

    ReachFields(Fields fields, Vault vault) {
        this.fields = fields;
        this.vault = vault;
    }

    /**
     * @param saved    what is stored
     * @param savedUrl where it was sent so far; null: nowhere
     * @param url      where it shall be sent; null: where it was
     */
    Reaches.Row read(String headersField, String caField, Reaches.Row saved, String savedUrl, PaperlessUrl url) {
        String headers = kept(headersField) ? saved.headers() : headers(headersField);
        String ca = kept(caField) ? saved.ca() : certificates(caField);
        if (kept(headersField) && headers != null && url != null && !Addresses.sameOrigin(savedUrl, url)) {
            fields.refuse(headersField, "are required with another address, since they are only ever sent to the one they were saved for; - leaves them out");
        }
        return new Reaches.Row(headers, ca);
    }

    private boolean kept(String name) {
        return !fields.has(name) || fields.blank(name);
    }

    private String headers(String name) {
        try {
            Map<String, String> headers = given(name);
            return headers == null || headers.isEmpty() ? null : vault.encrypt(ExtraHeaders.toJson(headers));
        } catch (IllegalArgumentException e) {
            return fields.refuse(name, e.getMessage());
        }
    }

    /** An object, or lines as in a form. */
    private Map<String, String> given(String name) {
        JsonNode value = fields.raw(name);
        if (value.isTextual()) {
            return value.textValue().strip().equals(NOTHING) ? null : ExtraHeaders.parse(value.textValue());
        }
        if (!value.isObject() && !value.isNull()) {
            throw new IllegalArgumentException("must be an object such as {\"X-Name\": \"value\"}");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        value.fields().forEachRemaining(each -> headers.put(each.getKey(), each.getValue().isTextual() ? each.getValue().textValue() : ""));
        return ExtraHeaders.checked(headers);
    }

    private String certificates(String name) {
        JsonNode value = fields.raw(name);
        if (value.isNull() || value.asText().strip().equals(NOTHING)) {
            return null;
        }
        try {
            return Certificates.checked(value.asText());
        } catch (IllegalArgumentException e) {
            return fields.refuse(name, e.getMessage());
        }
    }
}
