package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.WireMock;
import io.pngx.controller.paperless.OwnCertificates;
import io.pngx.controller.store.Run;
import io.pngx.simulator.NewDocument;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts by Apprise, mail and Telegram arrive at real servers, and their secrets are nowhere else. */
class NotificationsTest extends Alerted {
    private static final String TOKEN = "123456:ABC-s3cret_token";

    private String test() throws Exception {
        return call("POST", "/api/alerts/test", Map.of()).body();
    }

    private void put(Map<String, ?> body) throws Exception {
        var answer = call("PUT", "/api/alerts", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** Returns the fields of a target for mail. */
    private static Map<String, Object> mail(String host, MailServer server) {
        return Map.of(
                "mail_host",
                host,
                "mail_port",
                server.port(),
                "mail_from",
                "pngx@example.org",
                "mail_to",
                "me@example.org");
    }

    /** Returns the fields of a target for mail with a user name and a password. */
    private static Map<String, Object> signedIn(MailServer server, Map<String, String> more) {
        Map<String, Object> fields = new HashMap<>(mail("localhost", server));
        fields.put("mail_user", MailServer.USER);
        fields.put("mail_password", MailServer.PASSWORD);
        fields.putAll(more);
        return fields;
    }

    /** Returns the fields of a target for Telegram. */
    private static Map<String, String> telegram(String chat, String url) {
        return Map.of("telegram_token", TOKEN, "telegram_chat", chat, "telegram_url", url);
    }

    /** Lets the receiver of alerts answer every call with a status. */
    private void answer(int status) {
        outside.stubFor(
                WireMock.any(WireMock.anyUrl()).willReturn(WireMock.aResponse().withStatus(status)));
    }

    /** Returns everything that users, scripts and readers of the database see. */
    private String seen() throws Exception {
        return call("GET", "/api/alerts", Map.of()).body()
                + call("GET", "/settings/notifications", Map.of()).body()
                + call("GET", "/api/logs", Map.of()).body()
                + world.boot
                        .sql()
                        .sql("select group_concat(url || coalesce(token, '') || coalesce(options, '') "
                                + "|| coalesce(last_error, '')) from alert_targets")
                        .query(String.class)
                        .single()
                + world.boot
                        .sql()
                        .sql("select coalesce(group_concat(body), '') from alert_outbox")
                        .query(String.class)
                        .single();
    }

    private void outage() throws Exception {
        world.replica().server().faults().on("GET", "/api/.*").status(502);
        world.run(world.replica(), Run.Mode.INCREMENTAL);
        world.replica().server().faults().clear();
    }

    @Test
    void appriseGetsTitleTextAndTypeUnderItsKey() throws Exception {
        target("apprise_url", "/notify/" + SECRET);
        outage();
        world.eventually("the alert", () -> !requests("/notify/" + SECRET).isEmpty());
        world.run();
        world.eventually("the end of it", () -> requests("/notify/" + SECRET).size() == 2);

        Map<?, ?> failing = read(requests("/notify/" + SECRET).get(0));
        assertThat(failing.keySet()).isEqualTo(Set.of("title", "body", "type"));
        assertThat(failing.get("title")).isEqualTo("pngx-controller: failing");
        assertThat(failing.get("type")).isEqualTo("warning");
        assertThat(failing.get("body").toString()).startsWith("Replica \"").contains(" is failing: ");
        assertThat(read(requests("/notify/" + SECRET).get(1)).get("type")).isEqualTo("success");
        assertThat(seen()).doesNotContain(SECRET);
    }

    @Test
    void appriseWithoutAKeyGetsTheServicesWhichAreSecret() throws Exception {
        String services = "mailto://me:s3cret-word@example.org, json://s3cret-host/x";
        put(Map.of("apprise_url", "http://127.0.0.1:" + outside.port() + "/notify", "apprise_urls", services));
        outage();
        world.eventually("the alert", () -> !requests("/notify").isEmpty());

        assertThat(read(requests("/notify").get(0)).get("urls")).isEqualTo(services);
        assertThat(requests("/notify").get(0).getHeader("Authorization")).isNull();
        assertThat(seen()).contains("\"token_set\":true").doesNotContain("s3cret-word", "s3cret-host");
    }

    @Test
    void appriseSaysWhichPartFailed() throws Exception {
        target("apprise_url", "/notify/" + SECRET);
        answer(204);
        assertThat(test()).contains("status 204: Apprise has no configuration with the key in the address.");
        answer(424);
        assertThat(test()).contains("status 424: at least one service of Apprise did not accept the message.");
    }

    @Test
    void telegramGetsTheMessageAndItsTokenIsNowhere() throws Exception {
        put(telegram("-100123", "http://127.0.0.1:" + outside.port() + "/"));
        outage();
        String path = "/bot" + TOKEN + "/sendMessage";
        world.eventually("the alert", () -> !requests(path).isEmpty());

        Map<?, ?> message = read(requests(path).get(0));
        assertThat(message.get("chat_id")).isEqualTo("-100123");
        assertThat(message.get("text").toString())
                .startsWith("pngx-controller: failing\nReplica \"")
                .contains(" is failing: ");
        answer(401);
        assertThat(test())
                .contains("status 401: the token of the bot is not valid.")
                .doesNotContain("s3cret");
        answer(400);
        assertThat(test()).contains("status 400: Telegram does not accept the chat or the text;");
        outside.stop();
        assertThat(test()).contains("The target can't be reached").doesNotContain("s3cret");
        outside.start();
        assertThat(seen()).contains("\"chat\":\"-100123\"", "Last error: ").doesNotContain("s3cret");
    }

    @Test
    void anAddressThatIsShownHasNoPartThatMayBeSecret() throws Exception {
        for (String secret : List.of("/s3cret", "?key=s3cret", "/?key=s3cret")) {
            var telegram = call("PUT", "/api/alerts", telegram("@alerts", "http://127.0.0.1:1" + secret));
            assertThat(telegram.statusCode()).isEqualTo(400);
            assertThat(telegram.body())
                    .contains("telegram_url: must be only scheme, host and port")
                    .doesNotContain("s3cret");
        }
        var releases = call("PUT", "/api/alerts", Map.of("release_url", "http://127.0.0.1:1/x?token=s3cret"));
        assertThat(releases.statusCode()).isEqualTo(400);
        assertThat(releases.body())
                .contains(
                        "release_url: must be an address with a host and without a query",
                        "(the address is shown, so it must not contain a token)")
                .doesNotContain("s3cret");
        assertThat(world.boot.settings().get("release_url")).isEmpty();
    }

    @Test
    void mailArrivesOverStartTlsOnlyFromATrustedServer(@TempDir Path folder) throws Exception {
        OwnCertificates own = new OwnCertificates(folder, "dns:localhost");
        try (MailServer server = MailServer.startTls(own)) {
            put(signedIn(server, Map.of("mail_to", "me@example.org,you@example.org")));
            assertThat(test()).contains("its TLS certificate is not trusted");
            assertThat(server.mails()).isEmpty();

            put(Map.of("mail_ca_certificate", own.pem));
            outage();
            world.eventually("the mail", () -> server.mails().size() == 1);

            assertThat(server.mails().get(0).to()).containsExactly("me@example.org", "you@example.org");
            assertThat(server.mails().get(0).from()).isEqualTo("pngx@example.org");
            assertThat(server.mails().get(0).text())
                    .contains("Subject: pngx-controller: failing", "To: me@example.org, you@example.org", "Replica \"");
            assertThat(seen())
                    .contains("\"origin\":\"smtp://localhost:" + server.port(), "\"ca_certificate_set\":true")
                    .doesNotContain("s3cret", "BEGIN CERTIFICATE\",");

            put(Map.of("mail_password", "wrong"));
            assertThat(test()).contains("The mail server refused the user name or the password.");
        }
    }

    @Test
    void theNameOfTheMailServerMustMatchItsCertificate(@TempDir Path folder) throws Exception {
        OwnCertificates own = new OwnCertificates(folder, "dns:elsewhere.example");
        try (MailServer server = MailServer.tls(own)) {
            put(signedIn(server, Map.of("mail_security", "tls", "mail_ca_certificate", own.pem)));

            assertThat(test()).contains("its TLS certificate is not trusted");
            assertThat(server.mails()).isEmpty();
        }
    }

    @Test
    void mailArrivesOverTls(@TempDir Path folder) throws Exception {
        OwnCertificates own = new OwnCertificates(folder, "dns:localhost");
        try (MailServer server = MailServer.tls(own)) {
            put(signedIn(server, Map.of("mail_security", "tls", "mail_ca_certificate", own.pem)));

            assertThat(test()).isEqualTo("{\"results\":[{\"target\":\"mail\",\"ok\":true,\"problem\":null}]}");
            assertThat(server.mails())
                    .singleElement()
                    .satisfies(mail ->
                            assertThat(mail.text()).contains("Subject: pngx-controller: test", "This is a test alert"));
        }
    }

    @Test
    void aServerWithoutEncryptionIsUsedOnlyIfTheUserChoseThat() throws Exception {
        try (MailServer server = MailServer.open()) {
            put(mail("127.0.0.1", server));
            assertThat(test()).contains("does not offer STARTTLS; choose another encryption.");
            assertThat(server.mails()).isEmpty();

            put(Map.of("mail_security", "none", "mail_port", server.port()));
            assertThat(test()).contains("\"ok\":true");
            assertThat(server.mails()).hasSize(1);
            put(Map.of("mail_to", MailServer.UNKNOWN));
            assertThat(test()).contains("The mail server refused the sender or a recipient");
        }
        assertThat(test()).contains("no program answers at its address");
    }

    @Test
    void oneTargetCanBeTestedAlone() throws Exception {
        target("webhook_url", "/" + SECRET);
        target("ntfy_url", "/topic");

        assertThat(call("POST", "/api/alerts/test", Map.of("target", "ntfy")).body())
                .isEqualTo("{\"results\":[{\"target\":\"ntfy\",\"ok\":true,\"problem\":null}]}");
        assertThat(requests("/topic")).hasSize(1);
        assertThat(requests("/" + SECRET)).isEmpty();
        assertThat(call("POST", "/api/alerts/test", Map.of("target", "mail")).body())
                .contains("target: must be one of ntfy, webhook.");
        assertThat(List.of(requests("/topic").get(0).getHeader("Priority"))).containsExactly("default");
    }

    @Test
    void aReplicaThatNeverRanIsNoReasonToStopTheOthers() throws Exception {
        world.master.library().add(NewDocument.text("one.txt", "One"));
        target("webhook_url", "/" + SECRET);
        put(telegram("@alerts", "http://127.0.0.1:1"));
        outage();
        world.eventually("the webhook, although Telegram is away", () -> events().contains("failing"));
        world.eventually(
                "the error of Telegram",
                () -> call("GET", "/api/alerts", Map.of()).body().contains("no program answers"));
    }
}
