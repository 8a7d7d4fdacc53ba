package io.pngx.controller.engine.instances;

import io.pngx.controller.paperless.Json;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.text.Text;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.component.jackson.JacksonDataFormat;

/** Reads an answer into its record, and rejects the JSON value {@code null}. */
public final class AnswerFormat extends JacksonDataFormat {
    public AnswerFormat(Class<?> type) {
        super(Json.MAPPER, type);
    }

    @Override
    public Object unmarshal(Exchange exchange, InputStream stream) throws Exception {
        return present(super.unmarshal(exchange, stream));
    }

    @Override
    public Object unmarshal(Exchange exchange, Object body) throws Exception {
        return present(super.unmarshal(exchange, body));
    }

    private static Object present(Object answer) {
        if (answer == null) {
            throw new PaperlessException(
                    PaperlessException.Kind.NOT_PAPERLESS, Text.of("answered null; check the address."));
        }
        return answer;
    }
}
