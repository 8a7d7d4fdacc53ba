package io.pngx.controller.paperless;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static io.pngx.controller.paperless.Wire.TOKEN;
import static io.pngx.controller.paperless.Wire.answer;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are refused, and the messages about them. */
class AnswersTest extends OnTheWire {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "301 | https://paperless.example/api/documents/ | https://paperless.example/api/documents/",
                "302 | /accounts/login/?next=/api/documents/    | /accounts/login/",
                "307 | http://elsewhere.example/                | http://elsewhere.example/",
                "308 | http://me:s3cret@login.example/a?state=s3cret#s3cret | http://login.example/a",
            })
    void aRedirectIsNotFollowed(int status, String location, String said) {
        says(aResponse().withStatus(status).withHeader("Location", location));

        assertThat(said("GET", LIST))
                .isEqualTo("Replica \"attic\" answered /api/documents/ with a redirect to " + said
                        + ". Check scheme, host and base path of the address: paperless-ngx must answer without a "
                        + "redirect.");
        assertThat(arrived().getUrl()).isEqualTo("/api/documents/");
    }

    @Test
    void aRedirectMayNameNoAddress() {
        says(aResponse().withStatus(302));

        assertThat(said("GET", LIST))
                .startsWith("Replica \"attic\" answered /api/documents/ with a redirect without a target. Check "
                        + "scheme, host and base path");
    }

    @Test
    void aPageIsNoAnswer() {
        says(aResponse()
                .withStatus(200)
                .withHeader("Content-Type", "text/html; charset=utf-8")
                .withHeader("X-Version", "2.20.15")
                .withBody("<html>"));

        assertThat(said("GET", LIST))
                .isEqualTo("Replica \"attic\" answered /api/documents/ with text/html; "
                        + "charset=utf-8, but paperless-ngx would answer with JSON; check the address.");
    }

    @Test
    void anAnswerWithoutATypeIsNoAnswer() {
        says(aResponse().withStatus(200).withHeader("X-Version", "2.20.15").withBody("{}"));

        assertThat(said("GET", LIST))
                .isEqualTo("Replica \"attic\" answered /api/documents/ with no content type, "
                        + "but paperless-ngx would answer with JSON; check the address.");
    }

    @Test
    void jsonOfSomethingElseIsNoAnswer() {
        says(aResponse()
                .withStatus(200)
                .withHeader("Content-Type", "application/json")
                .withBody("{}"));

        assertThat(said("GET", LIST))
                .isEqualTo("Replica \"attic\" answered /api/documents/ without the header X-Version, so this is not a "
                        + "paperless-ngx API; check the address.");
    }

    @Test
    void aFileHasAnyTypeButComesFromPaperless() {
        says(aResponse()
                .withStatus(200)
                .withHeader("Content-Type", "application/pdf")
                .withHeader("X-Version", "3.0.5")
                .withBody("%PDF"));
        assertThat(wire.call("GET", "http://replica-1/api/documents/1/preview/?original=true")
                        .getException())
                .isNull();

        says(aResponse()
                .withStatus(200)
                .withHeader("Content-Type", "application/pdf")
                .withBody("%PDF"));
        assertThat(said("GET", "http://replica-1/api/documents/1/preview/?original=true"))
                .contains("without the header X-Version");
    }

    @Test
    void aRefusedTokenIsSaid() {
        says(answer(401, "{\"detail\":\"Invalid token.\"}"));

        assertThat(said("GET", LIST))
                .isEqualTo("Replica \"attic\" refused the token (401); enter a valid API token of a superuser.");
    }

    @Test
    void missingRightsAreSaidWithTheReason() {
        says(answer(403, "{\"detail\":\"You do not have permission to perform this action.\"}"));
        assertThat(said("GET", LIST))
                .isEqualTo("Replica \"attic\" refuses GET /api/documents/ for lack of rights (403: "
                        + "{\"detail\":\"You do not have permission to perform this action.\"}); "
                        + "use the token of a superuser.");

        says(aResponse()
                .withStatus(403)
                .withHeader("Content-Type", "text/html")
                .withBody("<p>Insufficient\n permissions</p>"));
        assertThat(said("GET", LIST))
                .isEqualTo(
                        "Replica \"attic\": a proxy in front of paperless-ngx refuses GET /api/documents/ (403: Insufficient"
                                + " permissions); check the proxy.");
    }

    @Test
    void theCallForWhichARightIsMissingIsNamed() {
        says(answer(403, "{}"));

        assertThat(said("PATCH", "http://replica-1/api/tags/5/"))
                .isEqualTo("Replica \"attic\" refuses PATCH /api/tags/5/ for lack of rights (403: {}); "
                        + "use the token of a superuser.");
    }

    @Test
    void anotherApiVersionIsSaid() {
        says(aResponse()
                .withStatus(406)
                .withHeader("Content-Type", "application/json")
                .withBody("{\"detail\":\"Invalid version in \\\"Accept\\\" header.\"}"));

        assertThat(said("GET", LIST))
                .isEqualTo("Replica \"attic\" does not speak API version 9 (406); supported are paperless-ngx "
                        + "2.16 to 2.20 and 3.x.");
    }

    @Test
    void aRefusalIsSaidInTheServersOwnWordsAndAtMostAFewOfThem() {
        says(answer(400, "{\"title\":[\"" + "x".repeat(1000) + "\"]}"));

        assertThat(said("PATCH", "http://replica-1/api/documents/1/"))
                .startsWith("Replica \"attic\" answered 400: {\"title\":[\"xxx")
                .hasSizeLessThan(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "<html></html>"})
    void aRefusalWithoutATextEndsInNoColon(String body) {
        says(answer(409, body));
        assertThat(said("GET", LIST)).isEqualTo("Replica \"attic\" answered 409");

        says(answer(403, body));
        assertThat(said("GET", LIST))
                .isEqualTo("Replica \"attic\" refuses GET /api/documents/ for lack of rights (403); use the token of a"
                        + " superuser.");
    }

    @Test
    void aRequestThatIsTooLargeForAProxyNamesTheLimitOfTheProxy() {
        says(answer(413, ""));

        assertThat(said("PATCH", "http://replica-1/api/documents/1/"))
                .isEqualTo("Replica \"attic\" refused PATCH /api/documents/1/, because the request is too large (413);"
                        + " raise the limit for uploads of the proxy in front of the instance, for example"
                        + " client_max_body_size in nginx.");
    }

    @Test
    void aPageWhoseTitleIsItsHeadingIsSaidOnce() {
        says(answer(
                500,
                "\n<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>Server Error (500)</title>\n</head>\n"
                        + "<body>\n  <h1>Server  Error\n (500)</h1><p></p>\n</body>\n</html>\n"));

        assertThat(said("GET", LIST)).isEqualTo("Replica \"attic\" answered 500: Server Error (500)");

        says(answer(500, "<title>Error</title><h1>No <b>disk</b></h1><p>See the log.</p><p>Error</p>"));

        assertThat(said("GET", LIST)).isEqualTo("Replica \"attic\" answered 500: Error No disk See the log.");
    }

    @Test
    void anAddressThatNobodyAnswersIsSaid() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            int port = taken.getLocalPort();
            taken.close();
            wire.gateway.connect(new Instance(
                    "replica-1",
                    "Replica \"attic\"",
                    Instance.Role.REPLICA,
                    URI.create("http://localhost:" + port),
                    TOKEN));
        }

        assertThat(said("GET", LIST))
                .startsWith("Replica \"attic\" can't be reached (")
                .contains("refused")
                .endsWith(").");
    }

    @Test
    void aNameThatDoesNotExistIsSaid() {
        wire.gateway.connect(new Instance(
                "replica-1",
                "Replica \"attic\"",
                Instance.Role.REPLICA,
                URI.create("http://nowhere.invalid:8000"),
                TOKEN));

        assertThat(said("GET", LIST)).isEqualTo("Replica \"attic\" can't be reached (no such host).");
    }
}
