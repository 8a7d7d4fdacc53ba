package io.pngx.controller.paperless;

import java.util.Set;
import java.util.TreeSet;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;

/** The headers of an answer that routes get. Camel copies headers at each step, so the other headers are removed. */
final class AnswerHeaders {
    private static final Set<String> KNOWN = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        KNOWN.addAll(Set.of(
                "X-Version",
                "X-Api-Version",
                HttpHeaders.CONTENT_ENCODING,
                HttpHeaders.CONTENT_LENGTH,
                HttpHeaders.CONTENT_TYPE,
                HttpHeaders.DATE,
                HttpHeaders.ETAG,
                HttpHeaders.LOCATION,
                HttpHeaders.RETRY_AFTER));
    }

    private AnswerHeaders() {}

    static void keepKnown(HttpResponse answer) {
        for (Header header : answer.getHeaders()) {
            if (!KNOWN.contains(header.getName())) {
                answer.removeHeader(header);
            }
        }
    }
}
