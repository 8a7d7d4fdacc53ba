package io.pngx.controller.web.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.config.PaperlessUrl;
import io.pngx.controller.config.Vault;
import io.pngx.controller.paperless.Certificates;
import io.pngx.controller.paperless.ExtraHeaders;
import io.pngx.controller.store.ConnectionOptionsTable;
import io.pngx.controller.text.RefusedValueException;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Fields;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the extra headers and the CA certificates of an instance from a request. A field that is not sent keeps its
 * value.
 */
final class ConnectionOptionFields {
    /** Value of a form field that removes the saved value; an empty field keeps the saved value. */
    static final String NOTHING = "-";

    private final Fields fields;
    private final Vault vault;

    ConnectionOptionFields(Fields fields, Vault vault) {
        this.fields = fields;
        this.vault = vault;
    }

    /**
     * Reads the headers and the CA certificates. If the origin of the address changes, the request must contain the
     * headers again.
     *
     * @param saved the stored values
     * @param savedUrl the saved address; null: none
     * @param url the new address; null: unchanged
     */
    ConnectionOptionsTable.Row read(
            String headersField, String caField, ConnectionOptionsTable.Row saved, String savedUrl, PaperlessUrl url) {
        String headers = kept(headersField) ? saved.headers() : headers(headersField);
        String ca = kept(caField) ? saved.ca() : certificates(caField);
        if (kept(headersField) && headers != null && url != null && !Addresses.sameOrigin(savedUrl, url)) {
            fields.refuse(
                    headersField,
                    Text.of("must be entered again for another address, because saved headers are only sent to the "
                            + "address for which they were saved; to remove the headers, enter only the "
                            + "character -"));
        }
        return new ConnectionOptionsTable.Row(headers, ca);
    }

    private boolean kept(String name) {
        return !fields.has(name) || fields.blank(name);
    }

    private String headers(String name) {
        try {
            Map<String, String> headers = given(name);
            return headers == null || headers.isEmpty() ? null : vault.encrypt(ExtraHeaders.toJson(headers));
        } catch (RefusedValueException e) {
            return fields.refuse(name, e.text());
        }
    }

    /** Reads an object of JSON, or the lines of a form field. */
    private Map<String, String> given(String name) {
        JsonNode value = fields.raw(name);
        if (value.isTextual()) {
            return value.textValue().strip().equals(NOTHING) ? null : ExtraHeaders.parse(value.textValue());
        }
        if (!value.isObject() && !value.isNull()) {
            throw new RefusedValueException(Text.of("must be an object such as {\"X-Name\": \"value\"}"));
        }
        Map<String, String> headers = new LinkedHashMap<>();
        value.fields()
                .forEachRemaining(each -> headers.put(
                        each.getKey(),
                        each.getValue().isTextual() ? each.getValue().textValue() : ""));
        return ExtraHeaders.checked(headers);
    }

    private String certificates(String name) {
        JsonNode value = fields.raw(name);
        if (value.isNull() || value.asText().strip().equals(NOTHING)) {
            return null;
        }
        try {
            return Certificates.checked(value.asText());
        } catch (RefusedValueException e) {
            return fields.refuse(name, e.text());
        }
    }
}
