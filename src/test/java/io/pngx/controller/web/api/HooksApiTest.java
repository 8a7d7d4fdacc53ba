package io.pngx.controller.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.web.WebServer;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Webhooks in the forms that workflows of 2.x and 3.x send, and in other forms. */
class HooksApiTest {
    private static WebServer server;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        server = WebServer.start();
        token = server.post("/api/tokens", "{\"name\": \"paperless\", \"role\": \"hook\"}")
                .json()
                .path("token")
                .asText();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static WebServer.Reply hook(String type, String body) throws Exception {
        return server.send(server.request("/api/hooks/paperless")
                .POST(BodyPublishers.ofString(body))
                .header("Content-Type", type)
                .header("Authorization", "Bearer " + token));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "application/json | {\"url\": \"https://paperless.example/documents/17/\", \"title\": \"T\"}",
                "application/json | {\"url\": \"None/documents/17/\"}",
                "application/json | {\"doc_id\": \"17\", \"url\": \"https://paperless.example/documents/99/\"}",
                "application/json | {\"doc_id\": 17}",
                "Application/JSON; charset=utf-8 | {\"doc_id\": 17}",
                "application/json | {\"doc_id\": null, \"link\": \"https://p.example/documents/17/\"}",
                "application/json | [\"https://p.example/documents/17/\"]",
                "application/x-www-form-urlencoded | url=https%3A%2F%2Fp.example%2Fbase%2Fdocuments%2F17%2F&title=x",
                "application/x-www-form-urlencoded | doc_id=17",
                "text/plain | See https://p.example/documents/17/ now",
            })
    void the_document_is_found(String type, String body) throws Exception {
        WebServer.Reply reply = hook(type, body);

        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        assertThat(reply.json().path("document_id").asLong()).isEqualTo(17);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "application/json | {}",
                "application/json | {\"doc_id\": \"\"}",
                "application/json | {",
                "application/json | 17",
                "application/x-www-form-urlencoded | title=x",
                "application/json | {\"doc_id\": 0}",
                "application/json | {\"doc_id\": -17, \"url\": \"https://p.example/documents/17/\"}",
                "application/json | {\"doc_id\": 9999999999999999999}",
                "application/json | {\"doc_id\": 1.5}",
                "application/json | {\"doc_id\": [17]}",
                "application/json | {\"doc_id\": \"seventeen\"}",
                "application/json | {\"url\": \"https://p.example/documents/0/\"}",
                "application/x-www-form-urlencoded | doc_id=0",
                "text/plain | hello",
                "application/json | {\"url\": \"/documents/x/\"}"
            })
    void what_names_no_document_is_refused_with_what_is_allowed(String type, String body) throws Exception {
        WebServer.Reply reply = hook(type, body);

        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(reply.detail()).contains("{{doc_url}}");
        assertThat(reply.detail().startsWith("doc_id is no id of a document, which is a whole number from 1; "))
                .isEqualTo(body.matches(".*doc_id(=|\": (?!\"\")).*"));
    }

    @Test
    void a_slash_at_its_end_is_nothing() throws Exception {
        assertThat(server.send(server.request("/api/hooks/paperless/")
                                .POST(BodyPublishers.ofString("{\"doc_id\": 17}"))
                                .header("Content-Type", "application/json")
                                .header("Authorization", "Bearer " + token))
                        .status())
                .isEqualTo(202);
    }

    @Test
    void without_its_secret_it_is_not_heard() throws Exception {
        assertThat(server.post("/api/hooks/paperless", "{\"doc_id\": 17}").status())
                .isEqualTo(401);
        assertThat(server.post("/api/hooks/paperless/", "{\"doc_id\": 17}").status())
                .as("with a slash")
                .isEqualTo(401);
        assertThat(server.send(server.request("/api/hooks/paperless")
                                .POST(BodyPublishers.ofString("{\"doc_id\": 17}"))
                                .header("Authorization", "Bearer pngx_wrong"))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aBodyThatIsNoJsonIsNamedAsSuch() throws Exception {
        assertThat(hook("application/json", "{").detail()).startsWith("The body is not valid JSON; send doc_id");
        assertThat(hook("application/json", "17").detail()).startsWith("The webhook names no document; send doc_id");
    }
}
