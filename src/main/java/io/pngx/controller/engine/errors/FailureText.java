package io.pngx.controller.engine.errors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.net.UnknownHostException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.core5.http.NoHttpResponseException;

/** Describes the causes of failed calls for messages. */
final class FailureText {
    private FailureText() {}

    /** Names the place of the JSON error for users; Jackson's own text names classes of the controller. */
    static String place(JsonProcessingException json) {
        if (json instanceof JsonMappingException shape && !shape.getPath().isEmpty()) {
            return "at "
                    + shape.getPath().stream()
                            .map(step ->
                                    step.getFieldName() != null ? step.getFieldName() : String.valueOf(step.getIndex()))
                            .collect(Collectors.joining("."));
        }
        if (json instanceof JsonMappingException || json.getLocation() == null) {
            return "as a whole";
        }
        // Jackson counts characters or bytes, and sets the other offset to -1.
        return "at character "
                + Math.max(
                        json.getLocation().getCharOffset(), json.getLocation().getByteOffset());
    }

    static String cause(Throwable e) {
        if (e instanceof UnknownHostException) {
            return "no such host";
        }
        if (e instanceof SSLPeerUnverifiedException) {
            return "its TLS certificate is for another name; use the name in the certificate";
        }
        if (e instanceof SSLException && String.valueOf(e.getMessage()).contains("PKIX")) {
            return "its TLS certificate comes from an unknown CA; enter the certificate of that CA (PEM) in the "
                    + "settings of the instance";
        }
        if (e instanceof ClientProtocolException && e.getCause() != null && e.getMessage() == null) {
            return e.getCause().getMessage();
        }
        if (e instanceof NoHttpResponseException) {
            return "the connection was closed without an answer";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
