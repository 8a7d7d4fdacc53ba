package io.pngx.controller.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pngx.controller.config.EnvFile;
import io.pngx.controller.config.PaperlessUrl;
import io.pngx.controller.config.Settings;
import io.pngx.controller.config.SettingsException;
import io.pngx.controller.config.Vault;
import io.pngx.controller.web.WebServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** pngx.env: after a loss of the database, users need not enter tokens again. No token is sent to another address. */
class EnvFileTest {
    @TempDir
    private Path folder;

    private void write(String text) throws Exception {
        Files.setPosixFilePermissions(Files.writeString(file(), text), PosixFilePermissions.fromString("rw-------"));
    }

    private Path file() {
        return folder.resolve("pngx.env");
    }

    private Settings settings(String... more) {
        Map<String, String> all =
                new HashMap<>(Map.of("SECRET_KEY", Vault.generateKey(), "PNGX_ENV_FILE", file().toString()));
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return Settings.from(all);
    }

    @Test
    void a_value_with_quotes_is_read_as_it_was_written() throws Exception {
        EnvFile file = settings().envFile();
        EnvFile.Entry entry = new EnvFile.Entry("\"Home\"", PaperlessUrl.parse("http://home.lan"), "'s3cret'");
        file.write(Optional.empty(), List.of(entry));

        assertThat(settings().envFile().replicas()).containsExactly(entry);
    }

    @Test
    void a_wrong_line_is_refused_without_its_value() throws Exception {
        write("MASTER_URL=http://master.lan\nMASTER_TOKEN=s3cret of two words\n");
        assertThatThrownBy(this::settings)
                .hasMessageContaining("MASTER_TOKEN contains a blank")
                .hasMessageNotContaining("s3cret");
        write("MASTER_TOKEN=s3cret\nMASTER_TOKEN=s3cret2\n");
        assertThatThrownBy(this::settings)
                .hasMessageContaining("line 2 sets MASTER_TOKEN a second time")
                .hasMessageNotContaining("s3cret");
        Files.write(file(), new byte[] {'#', (byte) 0xe4, '\n'});
        assertThatThrownBy(this::settings).hasMessageContaining("is not valid UTF-8");
    }

    @Test
    void what_is_saved_on_the_page_is_written_for_this_user_alone() throws Exception {
        try (WebServer server = WebServer.start(Map.of("PNGX_ENV_FILE", file().toString()))) {
            server.put("/api/settings", "{\"master_url\": \"http://master.lan\", \"master_token\": \"master-secret\"}");
            server.post(
                    "/api/replicas", "{\"name\": \"Home\", \"url\": \"http://home.lan\", \"token\": \"home-secret\"}");

            assertThat(file())
                    .content()
                    .contains("MASTER_URL=http://master.lan\nMASTER_TOKEN=master-secret\n")
                    .contains("REPLICA_1_NAME=Home\nREPLICA_1_URL=http://home.lan\nREPLICA_1_TOKEN=home-secret\n");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                    .isEqualTo("rw-------");
            assertThat(folder).isDirectoryContaining("glob:**/pngx.env").isDirectoryNotContaining("glob:**/.pngx*");

            server.call(
                    "DELETE", "/api/replicas/" + server.replicas.all().get(0).id(), "");
            assertThat(file()).content().doesNotContain("home-secret").contains("master-secret");
        }
    }

    @Test
    void after_a_lost_database_the_form_is_filled_and_the_token_stays_here() throws Exception {
        write("REPLICA_1_NAME=Home\nREPLICA_1_URL=http://home.lan\nREPLICA_1_TOKEN=home-secret\n");
        try (WebServer server = WebServer.start(Map.of("PNGX_ENV_FILE", file().toString()))) {
            server.master();
            assertThat(server.get("/setup").body())
                    .contains("value=\"Home\"")
                    .contains("value=\"http://home.lan\"")
                    .contains("leave empty to keep it")
                    .doesNotContain("home-secret");

            WebServer.Reply elsewhere =
                    server.form("POST", "/api/replicas", "name=Home&url=http%3A%2F%2Fother.lan&token=&enabled=true");
            assertThat(elsewhere.status()).isEqualTo(400);
            WebServer.Reply tested = server.form("POST", "/api/replicas/test", "url=http%3A%2F%2Fother.lan&token=");
            assertThat(tested.status()).isEqualTo(400);
            assertThat(server.tested).isEmpty();

            assertThat(server.form("POST", "/api/replicas/test", "url=http%3A%2F%2Fhome.lan&token=")
                            .status())
                    .isEqualTo(200);
            assertThat(server.tested.get(0).token()).isEqualTo("home-secret");
            assertThat(server.form("POST", "/api/replicas", "name=Home&url=http%3A%2F%2Fhome.lan&token=&enabled=true")
                            .status())
                    .isEqualTo(201);
            assertThat(server.vault.decrypt(server.replicas.all().get(0).token()))
                    .isEqualTo("home-secret");
            assertThat(server.get("/replicas/new").body()).doesNotContain("home.lan");
        }
    }

    private static WebServer.Reply imported(WebServer server, String replica) throws Exception {
        return server.post(
                "/api/configuration",
                "{\"apply\": true, \"configuration\": {\"version\": 1, \"replicas\": [" + replica + "]}}");
    }

    @Test
    void an_import_after_a_lost_database_takes_the_tokens_from_the_file_and_keeps_the_file() throws Exception {
        write("REPLICA_1_NAME=Home\nREPLICA_1_URL=http://home.lan\nREPLICA_1_TOKEN=home-secret\n"
                + "REPLICA_2_NAME=Attic\nREPLICA_2_URL=http://attic.lan\nREPLICA_2_TOKEN=attic-secret\n");
        try (WebServer server = WebServer.start(Map.of("PNGX_ENV_FILE", file().toString()))) {
            server.master();

            WebServer.Reply reply = imported(server, "{\"name\": \"Home\", \"url\": \"http://home.lan/\"}");

            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            assertThat(reply.body())
                    .contains("\"needs\":[]", "is added and paused, with its API token from pngx.env.")
                    .doesNotContain("home-secret");
            assertThat(server.vault.decrypt(server.replicas.all().get(0).token()))
                    .isEqualTo("home-secret");
            assertThat(server.replicas.all().get(0).paused()).isTrue();
            assertThat(file())
                    .content()
                    .contains("REPLICA_1_URL=http://home.lan\nREPLICA_1_TOKEN=home-secret\n")
                    .contains("REPLICA_2_URL=http://attic.lan\nREPLICA_2_TOKEN=attic-secret\n");

            assertThat(imported(server, "{\"name\": \"Other\", \"url\": \"http://attic.lan:8000\"}")
                            .body())
                    .contains("Enter the API token of the replica \\\"Other\\\"");
            assertThat(server.replicas.all().get(1).token()).isEmpty();
        }
    }

    @Test
    void the_token_of_a_replica_without_a_token_stays_in_the_file() throws Exception {
        write("REPLICA_1_NAME=Home\nREPLICA_1_URL=http://home.lan\nREPLICA_1_TOKEN=home-secret\n");
        try (WebServer server = WebServer.start(Map.of("PNGX_ENV_FILE", file().toString()))) {
            server.master();
            long id = server.replicas.add("Home", "http://home.lan", "", true, null, 2);

            server.put("/api/settings", "{\"master_token\": \"other-secret\"}");
            assertThat(file()).content().contains("REPLICA_1_TOKEN=home-secret\n", "MASTER_TOKEN=other-secret\n");
            assertThat(server.get("/replicas/new").body())
                    .as("a new replica can't have this address")
                    .doesNotContain("value=\"http://home.lan\"");

            server.put("/api/replicas/" + id, "{\"token\": \"new-secret\"}");
            assertThat(file())
                    .content()
                    .contains("REPLICA_1_TOKEN=new-secret\n")
                    .doesNotContain("home-secret");
        }
    }

    @Test
    void the_file_wins_over_the_environment() throws Exception {
        write("# mine\nMASTER_URL='http://file.lan'\nMASTER_TOKEN=file-token\n");

        Settings.Master master = settings("MASTER_URL", "http://environment.lan", "MASTER_TOKEN", "other")
                .master()
                .orElseThrow();

        assertThat(master.url().text()).isEqualTo("http://file.lan");
        assertThat(master.token()).isEqualTo("file-token");
        assertThat(settings("PNGX_ENV_FILE", "off").envFile().isOff()).isTrue();
    }

    @Test
    void what_is_not_understood_is_said_without_a_value() throws Exception {
        for (String text : List.of(
                "MASTER_URL=http://a.lan\n",
                "s3cret\n",
                "REPLICA_1_TOKEN=s3cret\n",
                "SECRET_KEY=s3cret\n",
                "MASTER_URL=nonsense\nMASTER_TOKEN=s3cret\n")) {
            write(text);
            assertThatThrownBy(this::settings)
                    .isInstanceOf(SettingsException.class)
                    .hasMessageStartingWith("PNGX_ENV_FILE")
                    .hasMessageNotContaining("s3cret");
        }
        assertThatThrownBy(() -> settings(
                        "PNGX_ENV_FILE", folder.resolve("none/pngx.env").toString()))
                .hasMessageContaining("is not a folder");
    }
}
