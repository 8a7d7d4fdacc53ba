package io.pngx.controller.engine.errors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.pngx.controller.text.Text;
import java.net.UnknownHostException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.core5.http.NoHttpResponseException;

/** Describes the causes of failed calls for messages. */
final class FailureText {
    private FailureText() {}

    /** Returns the place of the JSON error for users. Jackson's own text contains class names of the controller. */
    static Text place(JsonProcessingException json) {
        if (json instanceof JsonMappingException shape && !shape.getPath().isEmpty()) {
            return Text.of(
                    "at {0}",
                    shape.getPath().stream()
                            .map(step ->
                                    step.getFieldName() != null ? step.getFieldName() : String.valueOf(step.getIndex()))
                            .collect(Collectors.joining(".")));
        }
        if (json instanceof JsonMappingException || json.getLocation() == null) {
            return Text.of("as a whole");
        }
        // Jackson counts either characters or bytes, and sets the unused offset to -1.
        return Text.of(
                "at character {0}",
                String.valueOf(Math.max(
                        json.getLocation().getCharOffset(), json.getLocation().getByteOffset())));
    }

    /** Returns whether an answer has no JSON at all. Jackson has no exception class for this. */
    static boolean isWithoutContent(Throwable e) {
        return e instanceof MismatchedInputException json
                && json.getOriginalMessage().startsWith("No content to map");
    }

    static Text cause(Throwable e) {
        if (e instanceof UnknownHostException) {
            return Text.of("no such host");
        }
        if (e instanceof SSLPeerUnverifiedException) {
            return Text.of("its TLS certificate is for another name; use the name in the certificate");
        }
        if (e instanceof SSLException && String.valueOf(e.getMessage()).contains("PKIX")) {
            return Text.of("its TLS certificate comes from an unknown CA; enter the certificate of that CA (PEM) in the"
                    + " settings of the instance");
        }
        if (e instanceof ClientProtocolException && e.getCause() != null && e.getMessage() == null) {
            return Text.verbatim(String.valueOf(e.getCause().getMessage()));
        }
        if (e instanceof NoHttpResponseException) {
            return Text.of("the connection was closed without an answer");
        }
        return Text.verbatim(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }
}
