package io.pngx.controller.engine.instances;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.pngx.controller.paperless.Wire.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.pngx.controller.Recorded;
import io.pngx.controller.paperless.ConnectionReport;
import io.pngx.controller.paperless.ConnectionReport.Problem;
import io.pngx.controller.paperless.Instance.Role;
import io.pngx.controller.paperless.Wire;
import java.net.ServerSocket;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.apache.camel.CamelExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionCheckTest {
    private static Wire wire;

    @BeforeAll
    static void start() throws Exception {
        wire = new Wire();
        wire.camel.getRegistry().bind("connectionChecker", new ConnectionChecker(wire.gateway));
        wire.errorPolicy().routes("operations/connection-test.camel.yaml").started();
    }

    @AfterAll
    static void stop() {
        wire.close();
    }

    @BeforeEach
    void reset() {
        wire.paperless.resetAll();
        on("/api/ui_settings/", whoWeAre("admin", true, "2.20.15"));
        on("/api/documents/", answer(200, "{\"count\":42,\"next\":null,\"all\":[1],\"results\":[{\"id\":1}]}"));
        on("/api/workflows/", answer(200, "{\"count\":0,\"results\":[]}"));
        on("/api/mail_rules/", answer(200, "{\"count\":0,\"results\":[]}"));
    }

    private static void on(String path, ResponseDefinitionBuilder response) {
        wire.paperless.stubFor(get(urlPathEqualTo(path)).willReturn(response));
    }

    private static void everywhere(ResponseDefinitionBuilder response) {
        wire.paperless.resetAll();
        wire.paperless.stubFor(any(anyUrl()).willReturn(response));
    }

    private static ResponseDefinitionBuilder whoWeAre(String name, boolean superuser, String version) {
        return answer(
                200,
                "{\"user\":{\"id\":2,\"username\":\"" + name + "\",\"is_superuser\":" + superuser
                        + "},\"settings\":{\"version\":\"" + version + "\"}}",
                version);
    }

    private static ConnectionReport test(Role role) {
        return test(role, wire.paperless.baseUrl());
    }

    private static ConnectionReport test(Role role, String url) {
        return wire.camel
                .createProducerTemplate()
                .requestBody(
                        "direct:testConnection", new ConnectionCheck(role, url, Wire.TOKEN), ConnectionReport.class);
    }

    private static Problem only(ConnectionReport report) {
        assertThat(report.problems()).hasSize(1);
        return report.problems().get(0);
    }

    private static void refused(ConnectionReport report, String code, String message) {
        assertThat(report.ok()).isFalse();
        Problem problem = only(report);
        assertThat(problem.kind()).isEqualTo("error");
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.message()).hasToString(message);
        assertThat(problem.hint().toString()).endsWith(".");
    }

    @ParameterizedTest
    @EnumSource(
            value = Role.class,
            names = {"MASTER", "REPLICA"})
    void goodValuesAreReportedWithWhatWasSeen(Role role) {
        ConnectionReport report = test(role);

        assertThat(report.ok()).isTrue();
        assertThat(report.problems()).isEmpty();
        assertThat(report.version()).isEqualTo("2.20.15");
        assertThat(report.apiVersion()).isEqualTo(9);
        assertThat(report.username()).isEqualTo("admin");
        assertThat(report.superuser()).isTrue();
        assertThat(report.documents()).isEqualTo(42);
        assertThat(report.latencyMs()).isNotNegative();
        wire.paperless.verify(getRequestedFor(urlPathEqualTo("/api/ui_settings/"))
                .withHeader("Authorization", equalTo("Token " + Wire.TOKEN)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2.20.15", "v3.0.5"})
    void theRecordedAnswersOfTheRealApplicationAreGood(String version) {
        on(
                "/api/ui_settings/",
                answer(200, Recorded.one(version, "01-connection", 0).answer().toString(), version.substring(1)));
        on(
                "/api/documents/",
                answer(200, Recorded.one(version, "01-connection", 1).answer().toString()));

        ConnectionReport report = test(Role.REPLICA);

        assertThat(report.ok()).isTrue();
        assertThat(report.version()).isEqualTo(version.substring(1));
        assertThat(report.username()).isEqualTo("admin");
    }

    @Test
    void nothingIsEverWrittenByATest() {
        test(Role.REPLICA);

        assertThat(wire.paperless.findAll(anyRequestedFor(anyUrl())))
                .extracting(request -> request.getMethod().getName())
                .containsOnly("GET");
    }

    @Test
    void theTestedValuesAreForgottenAfterwards() {
        test(Role.MASTER);

        String host = wire.camel.getEndpoints().stream()
                .map(Object::toString)
                .filter(uri -> uri.contains("probe-"))
                .findFirst()
                .orElse("none");
        assertThat(host).doesNotContain(Wire.TOKEN);
        assertThat(wire.gateway.instance("probe-1")).isEmpty();
        assertThat(wire.gateway.instance("master")).as("what is saved stays").isPresent();
    }

    @Test
    void aWrongTokenIsSaid() {
        everywhere(aResponse()
                .withStatus(401)
                .withHeader("Content-Type", "application/json")
                .withBody("{\"detail\":\"Invalid token.\"}"));

        refused(
                test(Role.MASTER),
                "auth_failed",
                "The master refused the token (401); enter a valid API token of a superuser.");
    }

    @Test
    void aUserWhoIsNoSuperuserIsSaidWithWhatWasSeen() {
        on("/api/ui_settings/", whoWeAre("bob", false, "2.20.15"));

        ConnectionReport report = test(Role.REPLICA);

        refused(
                report,
                "not_superuser",
                "The token belongs to \"bob\", who is not a superuser and would not see every document.");
        assertThat(report.username()).isEqualTo("bob");
        assertThat(report.superuser()).isFalse();
        assertThat(report.documents()).isEqualTo(42);
    }

    @Test
    void missingRightsAreSaid() {
        everywhere(answer(403, "{\"detail\":\"You do not have permission to perform this action.\"}"));

        refused(
                test(Role.REPLICA),
                "auth_failed",
                "The replica refuses GET /api/ui_settings/ for lack of rights (403: "
                        + "{\"detail\":\"You do not have permission to perform this action.\"}); "
                        + "use the token of a superuser.");
    }

    @Test
    void anAddressThatNobodyAnswersIsSaid() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0)) {
            port = taken.getLocalPort();
        }

        ConnectionReport report = test(Role.REPLICA, "http://localhost:" + port);

        assertThat(report.ok()).isFalse();
        assertThat(only(report).code()).isEqualTo("unreachable");
        assertThat(only(report).message().toString())
                .startsWith("The replica can't be reached (")
                .contains("refused");
        assertThat(report.version()).isNull();
        assertThat(report.documents()).isNull();
    }

    @Test
    void aServerThatIsStartingIsSaid() {
        everywhere(aResponse()
                .withStatus(502)
                .withHeader("Content-Type", "text/html")
                .withBody("<h1>Bad Gateway</h1>"));

        refused(test(Role.MASTER), "unreachable", "The master is not available now (502).");
        assertThat(wire.paperless.findAll(anyRequestedFor(anyUrl())))
                .as("a person waits for it")
                .hasSize(1);
    }

    @Test
    void aPageIsSaid() {
        everywhere(aResponse()
                .withStatus(200)
                .withHeader("Content-Type", "text/html")
                .withBody("<html>"));

        refused(
                test(Role.MASTER),
                "blocked",
                "The master answered /api/ui_settings/ with text/html, but paperless-ngx would answer with "
                        + "JSON; check the address.");
    }

    @Test
    void aRedirectToTheLoginPageIsSaid() {
        everywhere(aResponse().withStatus(302).withHeader("Location", "/accounts/login/?next=/api/ui_settings/"));

        refused(
                test(Role.MASTER),
                "blocked",
                "The master answered /api/ui_settings/ with a redirect to /accounts/login/. "
                        + "Check scheme, host and base path of the address: paperless-ngx must answer without a "
                        + "redirect.");
    }

    @Test
    void anotherApiVersionIsSaid() {
        everywhere(aResponse()
                .withStatus(406)
                .withHeader("Content-Type", "application/json")
                .withBody("{}"));

        refused(
                test(Role.MASTER),
                "blocked",
                "The master does not speak API version 9 (406); supported are paperless-ngx 2.16 to 2.20 and 3.x.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.15.3", "1.17.4", "4.0.0"})
    void anUnsupportedVersionIsSaidWithWhatWasSeen(String version) {
        on("/api/ui_settings/", whoWeAre("admin", true, version));

        ConnectionReport report = test(Role.MASTER);

        refused(
                report,
                "unsupported_version",
                "It runs paperless-ngx " + version + ", which is not supported; supported are 2.16 to 2.20 and 3.x.");
        assertThat(report.version()).isEqualTo(version);
    }

    @Test
    void jsonOfSomethingElseIsSaid() {
        everywhere(answer(200, "{\"status\":\"ok\"}"));

        refused(
                test(Role.MASTER),
                "blocked",
                "The master answered with JSON that is not ui_settings with user and settings; check that the address "
                        + "leads to a paperless-ngx instance.");
    }

    @Test
    void enabledWorkflowsAndMailRulesOfAReplicaAreWarnings() {
        on(
                "/api/workflows/",
                answer(
                        200,
                        "{\"count\":3,\"results\":[{\"name\":\"Inbox\",\"enabled\":true},{\"name\":\"Old\","
                                + "\"enabled\":false},{\"name\":\"Tax\",\"enabled\":true}]}"));
        on("/api/mail_rules/", answer(200, "{\"count\":1,\"results\":[{\"name\":\"Invoices\",\"enabled\":true}]}"));

        ConnectionReport report = test(Role.REPLICA);

        assertThat(report.ok()).isTrue();
        assertThat(report.problems()).extracting(Problem::kind).containsOnly("warning");
        assertThat(report.problems())
                .extracting(problem -> problem.message().toString())
                .containsExactly(
                        "The replica has enabled workflows: \"Inbox\", \"Tax\".",
                        "The replica has an enabled mail rule: \"Invoices\".");
    }

    @Test
    void theMastersWorkflowsAreItsOwnBusiness() {
        on("/api/workflows/", answer(200, "{\"count\":1,\"results\":[{\"name\":\"Inbox\",\"enabled\":true}]}"));

        assertThat(test(Role.MASTER).problems()).isEmpty();
        wire.paperless.verify(0, getRequestedFor(urlPathEqualTo("/api/workflows/")));
    }

    @ParameterizedTest
    @ValueSource(ints = {-7200, 7200})
    void aClockThatIsFarOffIsAWarning(int seconds) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(seconds));
        on("/api/ui_settings/", whoWeAre("admin", true, "2.20.15").withHeader("Date", date));

        ConnectionReport report = test(Role.MASTER);

        assertThat(report.ok()).isTrue();
        assertThat(only(report).code()).isEqualTo("clock");
        assertThat(only(report).message().toString())
                .matches("The clock of the instance, or of a proxy in front of it, differs from the controller's by"
                        + " -?\\d+ s\\.");
        assertThat(only(report).hint()).hasToString("Synchronise the clocks of these machines, for example by NTP.");
        assertThat(report.clockOffsetSeconds()).isBetween(seconds - 5L, seconds + 5L);
    }

    @Test
    void aClockThatCannotBeReadIsNoProblem() {
        on("/api/ui_settings/", whoWeAre("admin", true, "2.20.15").withHeader("Date", "yesterday"));

        ConnectionReport report = test(Role.MASTER);

        assertThat(report.ok()).as(report.problems().toString()).isTrue();
        assertThat(report.clockOffsetSeconds()).isNull();
    }

    @Test
    void aFailureAfterTheFirstAnswerKeepsWhatWasSeen() {
        on("/api/documents/", answer(403, "{\"detail\":\"no\"}"));

        ConnectionReport report = test(Role.MASTER);

        assertThat(report.version()).isEqualTo("2.20.15");
        assertThat(only(report).code()).isEqualTo("auth_failed");
    }

    @Test
    void anAddressThatIsNoneIsRefusedBeforeAnythingIsCalled() {
        assertThatThrownBy(() -> test(Role.MASTER, "paperless"))
                .isInstanceOf(CamelExecutionException.class)
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
        assertThat(wire.paperless.findAll(anyRequestedFor(anyUrl()))).isEmpty();
    }
}
