package io.pngx.controller.engine.session;

import io.pngx.controller.sync.Deletion;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * Reads status and headers of the answer that a call left in a variable. The names of headers are not case-sensitive,
 * as in HTTP. The names of variables are case-sensitive.
 *
 * @param status the HTTP status; 0 if the variable has no answer
 * @param genuine whether paperless-ngx itself answered: a proxy does not send X-Version
 */
public record Received(int status, boolean genuine) {
    private static final String HEADER = "header:";

    public static Received of(Exchange exchange, String variable) {
        return new Received(
                header(exchange, variable, Exchange.HTTP_RESPONSE_CODE)
                        .map(Integer::parseInt)
                        .orElse(0),
                header(exchange, variable, "X-Version").isPresent());
    }

    public static Optional<String> header(Exchange exchange, String variable, String name) {
        String key = HEADER + variable + "." + name;
        return exchange.getVariables().entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(key) && entry.getValue() != null)
                .map(Map.Entry::getValue)
                .map(String::valueOf)
                .findFirst();
    }

    /** Derives the evidence of a deletion from this answer about a document and the answer about its preview. */
    public Deletion.Evidence evidence(Received preview) {
        return Deletion.evidence(status, genuine, preview.status, preview.genuine);
    }

    /**
     * Removes the headers of the previous answer from the variable. Otherwise, a header that is missing in the next
     * answer would keep its old value.
     */
    static void forget(Exchange exchange, String variable) {
        String prefix = HEADER + variable + ".";
        exchange.getVariables().keySet().removeIf(key -> key.startsWith(prefix));
    }
}
