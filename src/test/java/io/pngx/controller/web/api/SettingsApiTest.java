package io.pngx.controller.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.engine.instances.MasterNames;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.store.Changed;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Setting;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.WebServer;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsApiTest {
    private static WebServer server;

    @BeforeAll
    static void start() throws Exception {
        server = WebServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void empty() {
        server.reset();
    }

    @Test
    void an_empty_database_shows_the_defaults() throws Exception {
        WebServer.Reply reply = server.get("/api/settings");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.json()).isEqualTo(WebServer.JSON.readTree("""
                {"master_url": null, "master_token_set": false, "master_headers_set": false,
                 "master_ca_certificate_set": false, "sync_interval_seconds": 900, "log_retention_days": 90,
                 "worker_time_limit_seconds": 1800, "paused": false, "deletion_mode": "trash", "max_delete_count": 50,
                 "max_delete_percent": 5, "full_sync_at": "03:00", "sync_content": true, "verify_at": "04:00",
                 "verify_percent_per_night": 10, "verify_bytes": "checksum", "drift": "repair", "note_prefix": true,
                 "drill_at": "05:00", "drill_documents": 50, "backup_at": "02:30", "backup_keep": 7,
                 "master": null}"""));
    }

    @Test
    void the_master_is_saved_in_normal_form_and_its_token_encrypted() throws Exception {
        WebServer.Reply reply = server.put("/api/settings", """
                {"master_url": " HTTP://Paperless.lan:80/ ", "master_token": "abc123"}""");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("master_url").asText()).isEqualTo("http://paperless.lan");
        assertThat(reply.json().path("master_token_set").asBoolean()).isTrue();
        String stored = server.settings.get(Setting.MASTER_TOKEN).orElseThrow();
        assertThat(stored).doesNotContain("abc123");
        assertThat(server.vault.decrypt(stored)).isEqualTo("abc123");
        assertThat(server.connectionChanges).hasValue(1);
        assertThat(server.logs.find(new Logs.Filter(null, null, null, null, null, 9)))
                .extracting(LogRow::message)
                .containsExactly("The address of the master is now http://paperless.lan.");
    }

    @Test
    void what_was_last_read_of_the_master_stands_beside_its_address() throws Exception {
        server.master();
        server.master = new MasterStatus.Status(
                "error",
                "2.20.1",
                7L,
                Text.verbatim("The master does not answer."),
                Instant.parse("2026-01-02T03:04:05Z"),
                Instant.parse("2026-01-02T04:05:00Z"),
                MasterNames.NONE);

        assertThat(server.get("/api/settings").json().path("master")).isEqualTo(WebServer.JSON.readTree("""
                {"state": "error", "version": "2.20.1", "documents": 7, "last_error": "The master does not answer.",
                 "read_at": "2026-01-02T03:04:05.000000Z"}"""));
    }

    @Test
    void only_the_keys_that_were_sent_change() throws Exception {
        server.master();

        assertThat(server.put("/api/settings", "{\"sync_interval_seconds\": 60}")
                        .status())
                .isEqualTo(200);

        assertThat(server.settings.get(Setting.SYNC_INTERVAL)).isEqualTo(60);
        assertThat(server.settings.get(Setting.LOG_RETENTION)).isEqualTo(90);
        assertThat(server.settings.get(Setting.MASTER_URL)).contains("http://master.lan:8000");
        assertThat(server.connectionChanges).hasValue(0);
    }

    @Test
    void another_address_needs_the_token_again() throws Exception {
        server.master();

        WebServer.Reply reply = server.put("/api/settings", "{\"master_url\": \"http://evil.lan:8000\"}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.json().path("errors").get(0).path("field").asText()).isEqualTo("master_token");
        assertThat(reply.detail()).contains("a saved token is only sent to the address for which it was saved");
        assertThat(server.settings.get(Setting.MASTER_URL)).contains("http://master.lan:8000");
    }

    @Test
    void what_a_person_accepted_does_not_go_with_the_master_to_another_address() throws Exception {
        server.master();
        long accepted = server.replica("Home");
        long acceptable = server.replica("Cellar");
        server.replicas.accept(accepted, Changed.MASTER);
        server.replicas.acceptable(acceptable, Changed.MASTER);

        server.put("/api/settings", "{\"master_url\": \"http://master.lan:8000/\", \"master_token\": \"new\"}");
        assertThat(server.replicas.find(accepted).orElseThrow().accepted()).isEqualTo(Changed.MASTER);
        server.put("/api/settings", "{\"master_url\": \"http://other.lan\", \"master_token\": \"new\"}");
        assertThat(server.replicas.find(accepted).orElseThrow().accepted()).isNull();
        assertThat(server.replicas.find(acceptable).orElseThrow().acceptable()).isNull();
    }

    @Test
    void the_same_address_written_differently_keeps_its_token() throws Exception {
        server.master();

        assertThat(server.put("/api/settings", "{\"master_url\": \"http://MASTER.lan:8000/\"}")
                        .status())
                .isEqualTo(200);
        assertThat(server.connectionChanges).hasValue(0);
    }

    @Test
    void a_replica_cannot_be_the_master() throws Exception {
        server.replica("Home");

        WebServer.Reply reply =
                server.put("/api/settings", "{\"master_url\": \"http://home.lan:8000\", \"master_token\": \"t\"}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.detail())
                .isEqualTo("master_url: is the address of the replica \"Home\"; the master must be another "
                        + "paperless-ngx instance.");
    }

    @Test
    void one_wrong_value_keeps_all_from_being_saved() throws Exception {
        WebServer.Reply reply = server.put(
                "/api/settings",
                "{\"sync_interval_seconds\": 60, \"log_retention_days\": 0, \"master_url\": \"nonsense\"}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("errors").findValuesAsText("field"))
                .containsExactly("master_url", "log_retention_days");
        assertThat(server.settings.get(Setting.SYNC_INTERVAL)).isEqualTo(900);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"sync_interval_seconds\": 9}         | sync_interval_seconds: must be a whole number "
                        + "from 10 to 86400.",
                "{\"sync_interval_seconds\": 86401}     | sync_interval_seconds: must be a whole number "
                        + "from 10 to 86400.",
                "{\"sync_interval_seconds\": \"60\"}    | sync_interval_seconds: must be a whole number "
                        + "from 10 to 86400.",
                "{\"sync_interval_seconds\": 60.5}      | sync_interval_seconds: must be a whole number "
                        + "from 10 to 86400.",
                "{\"sync_interval_seconds\": null}      | sync_interval_seconds: must be a whole number "
                        + "from 10 to 86400.",
                "{\"log_retention_days\": 99999999999}  | log_retention_days: must be a whole number from 1 to 3650.",
                "{\"worker_time_limit_seconds\": []}    | worker_time_limit_seconds: "
                        + "must be a whole number from 10 to 86400.",
                "{\"paused\": \"yes\"}                  | paused: must be true or false.",
                "{\"master_url\": 5}                    | master_url: must be text.",
                "{\"master_token\": \"a b\"}            | master_token: must be only the API token, without blanks; "
                        + "copy the token from the profile page of paperless-ngx; master_url: is required, because "
                        + "no address is saved.",
                "{\"drift\": null}                    | drift: must be one of repair, report.",
                "{\"deletion_mode\": \"purge\"}        | deletion_mode: must be one of off, hold, trash.",
                "{\"deletion_mode\": \"TRASH\"}        | deletion_mode: must be one of off, hold, trash.",
                "{\"max_delete_percent\": 101}         | max_delete_percent: must be a whole number from 1 to 100.",
                "{\"interval\": 60}                     | interval: is not known; allowed are master_url, "
                        + "master_token, sync_interval_seconds, full_sync_at, worker_time_limit_seconds, "
                        + "log_retention_days, backup_at, backup_keep, sync_content, note_prefix, drift, verify_at, "
                        + "verify_percent_per_night, verify_bytes, drill_at, drill_documents, deletion_mode, "
                        + "max_delete_count, max_delete_percent, paused, master_headers, master_ca_certificate.",
                "{\"paused\": true                      | The body is not valid JSON near line 1, column 16.",
                "{\"paused\": true} x                   | The body is not valid JSON near line 1, column 18.",
                "{\"paused\": true, \"paused\": false}  | The body names a key twice near line 1, column 26.",
                "{\"max_delete_count\": \"\\ud800\"}    | 'The body has half of a character (an unpaired surrogate, "
                        + "such as \\ud800); send whole characters.'",
                "[1]                                    | 'The body must be a JSON object, such as {\"name\": "
                        + "\"value\"}.'",
            })
    void a_bad_body_is_refused_with_one_clear_sentence(String body, String detail) throws Exception {
        WebServer.Reply reply = server.put("/api/settings", body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.detail()).isEqualTo(detail);
        assertThat(server.settings.paused()).isFalse();
    }

    @Test
    void json_that_came_as_a_form_is_told_how_to_come() throws Exception {
        WebServer.Reply reply = server.send(server.request("/api/settings")
                .PUT(java.net.http.HttpRequest.BodyPublishers.ofString("{\"paused\": true}"))
                .header("Content-Type", "application/x-www-form-urlencoded"));

        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.detail()).contains("Content-Type: application/json");
    }

    /** Vert.x consumes the parts of such a body, which would then count as a request for the defaults. */
    @Test
    void multipart_is_refused() throws Exception {
        WebServer.Reply reply = server.send(server.request("/api/sync")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                        "--x\r\nContent-Disposition: form-data; name=\"mode\"\r\n\r\ndry_run\r\n--x--\r\n"))
                .header("Content-Type", "multipart/form-data; boundary=x"));

        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.detail()).contains("Content-Type: application/json");
    }

    @Test
    void aFormWithAnUnknownFieldIsAnsweredWithANote() throws Exception {
        WebServer.Reply reply = server.form("PUT", "/api/settings", "nonsense=1");

        assertThat(reply.body())
                .contains("nonsense: is not known; allowed are ")
                .doesNotContain("see below");
    }

    @Test
    void all_is_paused_and_resumed() throws Exception {
        assertThat(server.post("/api/pause", "").json().toString()).isEqualTo("{\"paused\":true}");
        assertThat(server.settings.paused()).isTrue();
        assertThat(server.post("/api/resume", "").json().toString()).isEqualTo("{\"paused\":false}");
        assertThat(server.settings.paused()).isFalse();
    }
}
