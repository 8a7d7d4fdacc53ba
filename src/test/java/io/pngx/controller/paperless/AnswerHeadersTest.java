package io.pngx.controller.paperless;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.junit.jupiter.api.Test;

class AnswerHeadersTest {
    @Test
    void routes_get_only_the_headers_that_they_read() {
        BasicClassicHttpResponse answer = new BasicClassicHttpResponse(200);
        for (String name : new String[] {
            "Server", "date", "Content-Type", "Set-Cookie", "X-VERSION", "Vary", "etag", "Allow", "Retry-After", "Vary"
        }) {
            answer.addHeader(name, "1");
        }

        AnswerHeaders.keepKnown(answer);

        assertThat(Arrays.stream(answer.getHeaders()).map(Header::getName))
                .containsExactly("date", "Content-Type", "X-VERSION", "etag", "Retry-After");
    }
}
