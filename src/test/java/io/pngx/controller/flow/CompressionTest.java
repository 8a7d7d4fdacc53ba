package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that both ports compress, and answers that they do not compress. */
class CompressionTest {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static Boot boot;

    @BeforeAll
    static void start() {
        boot = Boot.managed();
    }

    @AfterAll
    static void stop() {
        boot.close();
    }

    private static HttpRequest.Builder request(boolean management, String path) {
        String signedIn = "Basic "
                + Base64.getEncoder()
                        .encodeToString(("anybody:" + boot.managementPassword()).getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create((management ? boot.managementUrl() : boot.url()) + path))
                .header("Accept", "*/*");
        return management ? request.header("Authorization", signedIn) : request;
    }

    private static HttpResponse<byte[]> get(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String coding(HttpResponse<?> answer) {
        return answer.headers().firstValue("Content-Encoding").orElse("none");
    }

    @ParameterizedTest
    @CsvSource({
        "false, /static/app.css",
        "false, /static/htmx.min.js",
        "false, /settings",
        "false, /metrics",
        "true, /metrics",
        "true, /hawtio/static/js/main.8fd02e46.js",
        "true, /hawtio/static/js/240.f213504c.chunk.js",
        "true, /hawtio/monaco/vs/editor/editor.main.css"
    })
    void long_answers_are_compressed_for_those_who_take_gzip(boolean management, String path) throws Exception {
        HttpResponse<byte[]> plain = get(request(management, path));
        HttpResponse<byte[]> compressed = get(request(management, path).header("Accept-Encoding", "gzip, deflate"));

        assertThat(plain.statusCode()).isEqualTo(200);
        assertThat(coding(plain)).isEqualTo("none");
        assertThat(coding(compressed)).isEqualTo("gzip");
        assertThat(compressed.headers().firstValue("Vary").orElse("")).contains("Accept-Encoding");
        assertThat(compressed.body().length).isLessThan(plain.body().length / 2);
        byte[] unpacked = new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes();
        if (path.contains(".")) {
            assertThat(unpacked).isEqualTo(plain.body());
        } else {
            assertThat(unpacked.length)
                    .as("the same but for what changed meanwhile")
                    .isBetween(plain.body().length * 9 / 10, plain.body().length * 11 / 10);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "false, /healthz",
        "true, /health/live",
        "true, /hawtio/static/media/RedHatMonoVF.e4faf134e53e0f37296b.woff2"
    })
    void short_answers_and_fonts_go_as_they_are(boolean management, String path) throws Exception {
        HttpResponse<byte[]> answer = get(request(management, path).header("Accept-Encoding", "gzip"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(coding(answer)).isIn("none", "identity");
        assertThat(answer.body()).isEqualTo(get(request(management, path)).body());
    }

    @Test
    void the_list_of_the_console_is_compressed() throws Exception {
        HttpResponse<byte[]> answer = get(request(true, "/hawtio/jolokia")
                .header("Accept-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"type\":\"search\",\"mbean\":\"org.apache.camel:type=routes,*\"}")));

        assertThat(coding(answer)).isEqualTo("gzip");
        assertThat(new String(
                        new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes(),
                        StandardCharsets.UTF_8))
                .contains("syncReplica");
    }

    @Test
    void the_live_log_comes_line_by_line() throws Exception {
        HttpResponse<InputStream> stream = CLIENT.send(
                request(false, "/api/logs/stream")
                        .header("Accept-Encoding", "gzip")
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = stream.body()) {
            assertThat(coding(stream)).isIn("none", "identity");
            assertThat(new String(in.readNBytes(12), StandardCharsets.UTF_8)).isEqualTo("retry: 2000\n");
        }
    }

    @Test
    void a_file_of_the_console_is_not_sent_twice() throws Exception {
        String path = "/hawtio/static/js/main.8fd02e46.js";
        String tag = get(request(true, path)).headers().firstValue("ETag").orElseThrow();
        HttpResponse<byte[]> again =
                get(request(true, path).header("If-None-Match", tag).header("Accept-Encoding", "gzip"));

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }
}
