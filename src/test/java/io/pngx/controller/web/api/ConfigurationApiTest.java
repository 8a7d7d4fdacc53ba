package io.pngx.controller.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.paperless.OwnCertificates;
import io.pngx.controller.store.AlertTarget;
import io.pngx.controller.store.AlertTargets;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.RuleTable;
import io.pngx.controller.store.Setting;
import io.pngx.controller.web.WebServer;
import io.pngx.controller.web.security.RequestGuard;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Export and import of the configuration: without secrets, shown before it is applied, all or nothing. */
class ConfigurationApiTest {
    private static final String SECRET = "s3cret";
    private static final String CHUNKED = "POST /api/configuration HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static WebServer server;

    private RuleTable rules;
    private AlertTargets targets;
    private long home;

    @BeforeAll
    static void start() throws Exception {
        server = WebServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A controller with something in each part of the configuration. */
    @BeforeEach
    void fill() throws Exception {
        server.reset();
        List.of("alert_targets", "rules")
                .forEach(table -> server.db.write().sql("delete from " + table).update());
        rules = new RuleTable(server.db);
        targets = new AlertTargets(server.db);
        server.master();
        home = server.replica("Home");
        server.put("/api/settings", "{\"sync_interval_seconds\": 60}");
        rules.good("only-taxes", List.of("select"), "text");
        rules.switchTo("only-taxes", false, List.of(home));
        WebServer.Reply saved = server.put("/api/alerts", """
                {"webhook_url": "https://hooks.lan/%1$s", "webhook_token": "%1$s", "telegram_token": "123456:%1$s",
                 "telegram_chat": "@alerts", "mail_host": "mail.lan", "mail_user": "pngx", "mail_password": "%1$s",
                 "mail_from": "a@example.org", "mail_to": "b@example.org", "ping_url_%2$s": "https://hc.lan/%1$s"}
                """.formatted(SECRET, home));
        assertThat(saved.status()).as(saved.body()).isEqualTo(200);
    }

    private static ObjectNode export() throws Exception {
        return (ObjectNode) server.get("/api/configuration").json();
    }

    private static WebServer.Reply send(JsonNode file, boolean apply) throws Exception {
        ObjectNode body = WebServer.JSON.createObjectNode().put("apply", apply);
        body.set("configuration", file);
        return server.post("/api/configuration", body.toString());
    }

    private static List<String> texts(JsonNode list) {
        return WebServer.JSON.convertValue(list, new com.fasterxml.jackson.core.type.TypeReference<List<String>>() {});
    }

    /** Returns everything that an import can write, and the runs. */
    private static String stored() {
        StringBuilder all = new StringBuilder();
        for (String table : List.of("settings", "replicas", "rules", "rule_replicas", "alert_targets", "sync_runs")) {
            all.append(server.db.read().sql("select * from " + table).query().listOfRows());
        }
        return all.toString();
    }

    @Test
    void anExportHasAllPartsAndNoSecret() throws Exception {
        String text = server.get("/api/configuration").body();
        JsonNode file = WebServer.JSON.readTree(text);

        assertThat(text).doesNotContain(SECRET, "secret-of-Home", "master-secret", "gAAAAA");
        assertThat(file.path("settings").path("sync_interval_seconds").asInt()).isEqualTo(60);
        assertThat(file.path("settings").path("master_url").asText()).isEqualTo("http://master.lan:8000");
        assertThat(file.path("settings").has("paused")).isFalse();
        assertThat(file.path("replicas").get(0)).isEqualTo(WebServer.JSON.readTree("""
                {"name": "Home", "url": "http://home.lan:8000", "interval_seconds": null, "uploads_in_flight": 2,
                 "unselected": "keep"}"""));
        assertThat(file.path("rules").get(0)).isEqualTo(WebServer.JSON.readTree("""
                {"name": "only-taxes", "everywhere": false, "replicas": ["Home"]}"""));
        assertThat(file.path("targets").findValuesAsText("name"))
                .containsExactlyInAnyOrder("webhook", "telegram", "mail", "ping");
        assertThat(file.path("targets").findValuesAsText("origin"))
                .contains("https://hooks.lan", "smtp://mail.lan:587", "https://hc.lan");
    }

    @Test
    void anExportThatIsImportedAgainChangesNothing() throws Exception {
        String before = stored();

        JsonNode reply = send(export(), true).json();

        assertThat(reply).isEqualTo(WebServer.JSON.readTree("{\"applied\": true, \"changes\": [], \"needs\": []}"));
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void aDryLookSaysWhatWouldChangeAndWritesNothing() throws Exception {
        ObjectNode file = export();
        ((ObjectNode) file.path("settings")).put("sync_interval_seconds", 900).put("deletion_mode", "hold");
        ((ObjectNode) file.path("replicas").get(0)).put("uploads_in_flight", 5).put("interval_seconds", 30);
        ((ObjectNode) file.path("rules").get(0)).put("everywhere", true);
        String before = stored();

        JsonNode look = send(file, false).json();

        assertThat(look.path("applied").asBoolean()).isFalse();
        assertThat(texts(look.path("changes")))
                .containsExactlyInAnyOrder(
                        "sync_interval_seconds: 60 becomes 900.",
                        "deletion_mode: trash becomes hold.",
                        "The replica \"Home\": uploads_in_flight: 2 becomes 5.",
                        "The replica \"Home\": interval_seconds: none (the interval of the settings applies) "
                                + "becomes 30.",
                        "The rule \"only-taxes\" is switched on for all replicas.");
        assertThat(stored()).isEqualTo(before);
        assertThat(server.connectionChanges.get()).isZero();

        JsonNode applied = send(file, true).json();
        assertThat(applied.path("changes")).isEqualTo(look.path("changes"));
        assertThat(server.settings.get(Setting.SYNC_INTERVAL)).isEqualTo(900);
        Replica stored = server.replicas.find(home).orElseThrow();
        assertThat(stored.uploadsInFlight()).isEqualTo(5);
        assertThat(stored.intervalSeconds()).isEqualTo(30);
        assertThat(server.vault.decrypt(stored.token())).isEqualTo("secret-of-Home");
        assertThat(rules.find("only-taxes").orElseThrow().everywhere()).isTrue();
        assertThat(server.get("/api/logs").body()).contains("A configuration was imported");
    }

    @Test
    void anotherControllerGetsEverythingButTheSecretsAndIsToldWhatItNeeds() throws Exception {
        JsonNode file = export();
        try (WebServer other = WebServer.start()) {
            new RuleTable(other.db).good("only-taxes", List.of("select"), "text");
            ObjectNode body = WebServer.JSON.createObjectNode().put("apply", true);
            body.set("configuration", file);
            WebServer.Reply reply = other.post("/api/configuration", body.toString());

            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            assertThat(texts(reply.json().path("needs")))
                    .containsExactlyInAnyOrder(
                            "Enter the API token of the master under Settings, Master.",
                            "Enter the API token of the replica \"Home\" in the settings of the replica, then resume "
                                    + "the replica.",
                            "Webhook: enter the address, which begins with https://hooks.lan, under Settings, "
                                    + "Notifications.",
                            "Mail: enter the user name \"pngx\" and the password of this user under Settings, "
                                    + "Notifications.",
                            "Telegram: enter the token of the bot and the chat \"@alerts\" under Settings, "
                                    + "Notifications.",
                            "Dead-man ping of \"Home\": enter the address, which begins with https://hc.lan, under "
                                    + "Settings, Notifications.");
            assertThat(texts(reply.json().path("changes")))
                    .contains("Mail is added: host mail.lan, port 587, security starttls, from a@example.org, "
                            + "to b@example.org.");
            assertThat(other.settings.get(Setting.MASTER_URL)).contains("http://master.lan:8000");
            assertThat(other.settings.get(Setting.SYNC_INTERVAL)).isEqualTo(60);
            Replica replica = other.replicas.all().get(0);
            assertThat(replica.name()).isEqualTo("Home");
            assertThat(replica.paused()).isTrue();
            assertThat(replica.token()).isEmpty();
            assertThat(new RuleTable(other.db).replicas("only-taxes")).containsExactly(replica.id());
            AlertTarget mail = new AlertTargets(other.db).find("mail").orElseThrow();
            assertThat(mail.option("to")).isEqualTo("b@example.org");
            assertThat(mail.token()).isNull();
            assertThat(other.connectionChanges.get()).isEqualTo(1);
            assertThat(other.runs.recent(replica.id(), 5)).isEmpty();
            assertThat(other.get("/api/replicas")
                            .items()
                            .get(0)
                            .path("token_set")
                            .asBoolean())
                    .isFalse();
            for (String page : List.of("/", "/replicas/" + replica.id(), "/settings", "/settings/notifications")) {
                assertThat(other.get(page).status()).as(page).isEqualTo(200);
            }
        }
    }

    @Test
    void anAddedReplicaIsNamedWithEachValueThatIsNotTheDefault() throws Exception {
        JsonNode file = WebServer.JSON.readTree("""
                {"version": 1, "replicas": [
                  {"name": " Attic ", "url": "http://attic.lan:8000", "interval_seconds": 30, "uploads_in_flight": 5,
                   "unselected": "trash"},
                  {"name": "Shed", "url": "http://shed.lan:8000", "interval_seconds": null, "uploads_in_flight": 2,
                   "unselected": "keep"}],
                 "rules": [{"name": "only-taxes", "replicas": ["Home", " attic "]}]}""");

        assertThat(texts(send(file, true).json().path("changes")))
                .containsExactly(
                        "The replica \"Attic\" at http://attic.lan:8000 is added and paused, interval_seconds 30, "
                                + "uploads_in_flight 5, unselected trash.",
                        "The replica \"Shed\" at http://shed.lan:8000 is added and paused.",
                        "The rule \"only-taxes\" is switched on only for Home, attic.");
        Replica attic = server.replicas.all().get(1);
        assertThat(attic.unselected()).isEqualTo(Replica.UnselectedCopies.TRASH);
        assertThat(rules.replicas("only-taxes")).containsExactlyInAnyOrder(home, attic.id());
    }

    @Test
    void aNewReplicaCantHaveTheAddressOfANewMaster() throws Exception {
        server.reset();
        JsonNode file = WebServer.JSON.readTree("""
                {"version": 1, "settings": {"master_url": "http://a.lan"},
                 "replicas": [{"name": "Attic", "url": "http://A.lan/"}]}""");

        WebServer.Reply reply = send(file, true);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.detail())
                .isEqualTo("configuration: replicas[0].url is also the address of the master in the file; "
                        + "correct one entry.");
        assertThat(server.replicas.all()).isEmpty();
    }

    @Test
    void anImportRemovesNothingStartsNoRunAndResumesNobody() throws Exception {
        server.replicas.pause(home, true);
        server.settings.put(Setting.PAUSED, "true");
        ObjectNode file = WebServer.JSON.createObjectNode().put("version", 1);
        file.putArray("replicas").addObject().put("name", "Attic").put("url", "http://attic.lan:8000");
        file.putArray("rules");
        file.putArray("targets");

        assertThat(send(file, true).status()).isEqualTo(200);

        assertThat(server.replicas.all()).extracting(Replica::name).containsExactly("Home", "Attic");
        assertThat(server.replicas.all()).allMatch(Replica::paused);
        assertThat(server.settings.get(Setting.PAUSED)).isTrue();
        assertThat(rules.replicas("only-taxes")).containsExactly(home);
        assertThat(targets.all()).hasSize(4);
        assertThat(server.runs.recent(home, 5)).isEmpty();
    }

    /** Returns a file with only the mail target, with these keys as JSON. */
    private static ObjectNode mailFile(String keys) throws Exception {
        return (ObjectNode) WebServer.JSON.readTree(
                "{\"version\": 1, \"targets\": [{\"name\": \"mail\"" + (keys.isEmpty() ? "" : ", ") + keys + "}]}");
    }

    private AlertTarget mail() {
        return targets.find("mail").orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'host': 'evil.lan'|host: mail.lan becomes evil.lan",
                "'port': 25|port: 587 becomes 25",
                "'security': 'tls'|security: starttls becomes tls",
                "'security': 'none'|security: starttls becomes none"
            })
    void aMailServerThatChangesLosesUserAndPasswordAndEachChangeIsNamed(String key, String sentence) throws Exception {
        JsonNode reply = send(mailFile(key.replace('\'', '"')), true).json();

        assertThat(texts(reply.path("changes")))
                .containsExactly(
                        "Mail: " + sentence + ".",
                        "Mail: user: pngx becomes none.",
                        "Mail: the saved password is removed.");
        assertThat(texts(reply.path("needs")))
                .containsExactly("Mail: enter the user name \"pngx\" and the password of this user under Settings, "
                        + "Notifications.");
        assertThat(mail().token()).isNull();
        assertThat(mail().option("user")).isEmpty();
        assertThat(mail().option("to")).isEqualTo("b@example.org");
    }

    @Test
    void mailThatOnlyGetsOtherPeopleKeepsItsPasswordAndEachChangeIsNamed() throws Exception {
        JsonNode reply = send(
                        mailFile("\"from\": \"c@example.org\", \"to\": \"d@example.org,e@example.org\", "
                                + "\"user\": \"x\""),
                        true)
                .json();

        assertThat(texts(reply.path("changes")))
                .containsExactly(
                        "Mail: from: a@example.org becomes c@example.org.",
                        "Mail: to: b@example.org becomes d@example.org, e@example.org.",
                        "Mail: user: pngx becomes x.");
        assertThat(reply.path("needs")).isEmpty();
        assertThat(server.vault.decrypt(mail().token())).isEqualTo(SECRET);
        assertThat(mail().optionMap())
                .isEqualTo(Map.of(
                        "host",
                        "mail.lan",
                        "port",
                        "587",
                        "security",
                        "starttls",
                        "from",
                        "c@example.org",
                        "to",
                        "d@example.org, e@example.org",
                        "user",
                        "x"));
    }

    @Test
    void aKeyThatTheFileDoesNotHaveKeepsItsValueAndNullRemovesIt(@TempDir Path folder) throws Exception {
        String pem = new OwnCertificates(folder, "dns:mail.lan").pem;
        server.put(
                "/api/alerts",
                WebServer.JSON
                        .createObjectNode()
                        .put("mail_ca_certificate", pem)
                        .toString());
        AlertTarget before = mail();
        assertThat(before.option("ca")).contains("BEGIN CERTIFICATE");

        for (JsonNode file : List.of(export(), mailFile(""), mailFile("\"security\": null"))) {
            JsonNode same = send(file, true).json();
            assertThat(same.path("changes")).as("%s", same).isEmpty();
            assertThat(same.path("needs")).isEmpty();
            assertThat(mail()).isEqualTo(before);
        }

        JsonNode user = send(mailFile("\"user\": null"), false).json();
        assertThat(texts(user.path("changes")))
                .containsExactly("Mail: user: pngx becomes none.", "Mail: the saved password is removed.");
        assertThat(user.path("needs")).isEmpty();

        JsonNode ca = send(mailFile("\"ca_certificate\": null"), true).json();
        assertThat(texts(ca.path("changes")))
                .containsExactly(
                        "Mail: user: pngx becomes none.",
                        "Mail: the CA certificates are removed.",
                        "Mail: the saved password is removed.");
        assertThat(texts(ca.path("needs")))
                .containsExactly("Mail: enter the user name \"pngx\" and the password of this user under Settings, "
                        + "Notifications.");
        assertThat(mail().option("ca")).isEmpty();
        assertThat(mail().token()).isNull();
    }

    @Test
    void otherCertificatesAreNotAppliedUnderTheSentenceOfThoseThatWereShown(@TempDir Path one, @TempDir Path two)
            throws Exception {
        ObjectNode file = mailFile("");
        ((ObjectNode) file.path("targets").get(0)).put("ca_certificate", new OwnCertificates(one, "dns:mail.lan").pem);
        String first = file.toString();
        ((ObjectNode) file.path("targets").get(0)).put("ca_certificate", new OwnCertificates(two, "dns:mail.lan").pem);
        String second = file.toString();

        String shown = shown(server.form("POST", "/api/configuration", form(first, "")));
        assertThat(server.form("POST", "/api/configuration", form(second, "&apply=true&shown=" + shown))
                        .status())
                .isEqualTo(409);
        assertThat(mail().option("ca")).isEmpty();
        WebServer.Reply applied = server.form("POST", "/api/configuration", form(first, "&apply=true&shown=" + shown));
        assertThat(applied.body()).contains("Mail: the CA certificates are added.", "The configuration is imported:");
        assertThat(mail().option("ca")).contains("BEGIN CERTIFICATE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|version must be 1",
                "{'version': 2}|version must be 1",
                "{'version': 1, 'x': 1}|x is not known; allowed are version, settings, replicas, rules, targets",
                "{'version': 1, 'settings': {'nope': 1}}|settings.nope is not known; allowed are ",
                "{'version': 1, 'settings': {'paused': false}}|settings.paused is not known; allowed are ",
                "{'version': 1, 'settings': {'master_token': 'x'}}|settings.master_token is not known; allowed are ",
                "{'version': 1, 'settings': {'backup_keep': 0}}|settings.backup_keep must be a whole number from 1",
                "{'version': 1, 'settings': {'master_url': 'http://other.lan'}}"
                        + "|settings.master_url is http://other.lan",
                "{'version': 1, 'settings': []}|settings must be an object",
                "{'version': 1, 'replicas': {}}|replicas must be a list",
                "{'version': 1, 'replicas': [{'url': 'http://x.lan'}]}|replicas[0].name is required",
                "{'version': 1, 'replicas': [{'name': null, 'url': 'http://x.lan'}]}|replicas[0].name is required",
                "{'version': 1, 'replicas': [{'name': 5, 'url': 'http://x.lan'}]}|replicas[0].name must be text",
                "{'version': 1, 'replicas': [{'name': 'X'}]}|replicas[0].url is required",
                "{'version': 1, 'replicas': [{'name': 'X', 'url': 'x.lan'}]}"
                        + "|replicas[0].url: the address does not begin with http:// or https://; write",
                "{'version': 1, 'settings': {'master_url': 'x.lan'}}"
                        + "|settings.master_url: the address does not begin with http:// or https://; write",
                "{'version': 1, 'replicas': [{'name': 'X', 'url': 'http://x.lan', 'token': 'x'}]}"
                        + "|replicas[0].token is not known",
                "{'version': 1, 'replicas': [{'name': 'X', 'url': 'http://master.lan:8000'}]}"
                        + "|replicas[0].url is the address of the master",
                "{'version': 1, 'replicas': [{'name': 'Home', 'url': 'http://x.lan'}]}"
                        + "|replicas[0].url is http://x.lan, but the replica \"Home\" of this controller is at "
                        + "http://home.lan:8000",
                "{'version': 1, 'replicas': [{'name': 'X', 'url': 'http://x.lan'}, {'name': 'x', "
                        + "'url': 'http://y.lan'}]}|replicas[1].name occurs twice in the list",
                "{'version': 1, 'replicas': [{'name': 'X', 'url': 'http://x.lan'}, {'name': ' x ', "
                        + "'url': 'http://y.lan'}]}|replicas[1].name occurs twice in the list",
                "{'version': 1, 'replicas': [{'name': 'X', 'url': 'http://x.lan'}, {'name': 'Y', "
                        + "'url': 'http://X.lan:80/'}]}|replicas[1].url is also the address of the replica \"X\" "
                        + "in the file",
                "{'version': 1, 'rules': [{'name': 'a', 'replicas': ['Nobody']}]}"
                        + "|rules[0].replicas must name replicas that exist on this controller or in the file",
                "{'version': 1, 'targets': [{'name': 'pager'}]}|targets[0].name must be one of webhook, ntfy, apprise",
                "{'version': 1, 'targets': [{'name': 'webhook', 'url': 'http://x'}]}|targets[0].url is not known",
                "{'version': 1, 'targets': [{'name': 'mail', 'host': 'x.lan', 'from': 'a', 'to': 'b@c.de'}]}"
                        + "|targets[0]: mail_from must be one e-mail address",
                "{'version': 1, 'targets': [{'name': 'mail', 'host': null}]}|targets[0]: mail_host is required",
                "{'version': 1, 'targets': [{'name': 'mail', 'host': 'off'}]}|targets[0]: mail_host is required",
                "{'version': 1, 'targets': [{'name': 'mail', 'user': 5}]}|targets[0].user must be text",
                "[]|must be the JSON object that an export returns"
            })
    void aFileWithOneBadPartIsRefusedWithOneSentenceAndWritesNothing(String file, String sentence) throws Exception {
        JsonNode bad = WebServer.JSON.readTree(file.replace('\'', '"'));
        if (bad instanceof ObjectNode object && object.path("version").asInt() == 1 && !object.has("settings")) {
            object.putObject("settings").put("backup_keep", 3); // a good part, which must not be written either
        }
        String before = stored();

        for (boolean apply : List.of(false, true)) {
            WebServer.Reply reply = send(bad, apply);
            assertThat(reply.status()).as(reply.body()).isEqualTo(400);
            assertThat(reply.detail()).startsWith("configuration: " + sentence);
        }
        assertThat(stored()).isEqualTo(before);
    }

    /** Returns a file that changes one setting, and is about this long. */
    private static String longFile(int characters) {
        ObjectNode file = WebServer.JSON.createObjectNode().put("version", 1);
        file.putObject("settings").put("backup_keep", 3);
        for (int i = 0; i < characters / 100; i++) {
            file.withArray("rules").addObject().put("name", i + "x".repeat(50)).putArray("replicas");
        }
        String text = file.toString();
        return text + " ".repeat(characters - text.length());
    }

    @Test
    void aLongFileIsImportedAsJsonAndAsAForm() throws Exception {
        String file = longFile(250_000);
        String body = "{\"apply\": true, \"configuration\": " + file + "}";

        assertThat(server.post("/api/configuration", body).status()).isEqualTo(200);
        assertThat(server.settings.get(Setting.BACKUP_KEEP)).isEqualTo(3);

        server.settings.put(Setting.BACKUP_KEEP, "7");
        WebServer.Reply applied = server.form("POST", "/api/configuration", form(file, "&apply=true"));
        assertThat(applied.status()).as(applied.body()).isEqualTo(200);
        assertThat(server.settings.get(Setting.BACKUP_KEEP)).isEqualTo(3);

        server.settings.put(Setting.BACKUP_KEEP, "7");
        assertThat(server.raw(CHUNKED + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(server.settings.get(Setting.BACKUP_KEEP)).isEqualTo(3);
    }

    @Test
    void aFileThatIsTooLongIsRefusedAndAReadersFileIsNotRead() throws Exception {
        WebServer.Reply longer = server.form("POST", "/api/configuration", form(longFile(250_001), "&apply=true"));
        assertThat(longer.status()).isEqualTo(400);
        assertThat(longer.body()).contains("must not be longer than 250000 characters");

        assertThat(server.post("/api/configuration", " ".repeat(RequestGuard.LONGEST_IMPORT + 1))
                        .detail())
                .isEqualTo("The body is too long; at most 524288 bytes are read.");
        String endless = " ".repeat(RequestGuard.LONGEST_IMPORT + 1);
        assertThat(server.raw(CHUNKED + Integer.toHexString(endless.length()) + "\r\n" + endless + "\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");

        String token = server.post("/api/tokens", "{\"name\": \"r\", \"role\": \"reader\"}")
                .json()
                .path("token")
                .asText();
        assertThat(server.head(
                        "127.0.0.1",
                        "POST /api/configuration HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                + "Authorization: Bearer " + token + "\r\nContent-Length: 250000\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(server.settings.get(Setting.BACKUP_KEEP)).isEqualTo(7);
    }

    private static String shown(WebServer.Reply look) {
        return look.body().replaceAll("(?s).*name=\"shown\" value=\"([^\"]*)\".*", "$1");
    }

    private static String form(String text, String more) {
        return "configuration=" + URLEncoder.encode(text, StandardCharsets.UTF_8) + more;
    }

    @Test
    void thePageShowsTheChangesAndAppliesOnlyThose() throws Exception {
        ObjectNode file = export();
        ((ObjectNode) file.path("settings")).put("backup_keep", 3);
        String text = file.toString();

        WebServer.Reply look = server.form("POST", "/api/configuration", form(text, ""));
        assertThat(look.body()).contains("This would change:", "backup_keep: 7 becomes 3.", "name=\"apply\"");
        assertThat(server.settings.get(Setting.BACKUP_KEEP)).isEqualTo(7);
        String shown = shown(look);

        server.settings.put(Setting.BACKUP_KEEP, "5");
        WebServer.Reply outdated = server.form("POST", "/api/configuration", form(text, "&apply=true&shown=" + shown));
        assertThat(outdated.status()).isEqualTo(409);
        assertThat(server.settings.get(Setting.BACKUP_KEEP)).isEqualTo(5);

        server.settings.put(Setting.BACKUP_KEEP, "7");
        WebServer.Reply applied = server.form("POST", "/api/configuration", form(text, "&apply=true&shown=" + shown));
        assertThat(applied.body()).contains("The configuration is imported:").doesNotContain("name=\"apply\"");
        assertThat(server.settings.get(Setting.BACKUP_KEEP)).isEqualTo(3);

        WebServer.Reply bad = server.form("POST", "/api/configuration", form("{\"token\": \"x", ""));
        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.body()).contains("is not valid JSON; use the whole text", "{&quot;token&quot;: &quot;x");
        assertThat(server.form("POST", "/api/configuration", "configuration=").body())
                .contains("is required");
    }
}
