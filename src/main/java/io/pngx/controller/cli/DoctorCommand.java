package io.pngx.controller.cli;

import io.pngx.controller.app.ConnectionProbe;
import io.pngx.controller.app.ExitCodes;
import io.pngx.controller.app.ProcessLog;
import io.pngx.controller.config.Ports;
import io.pngx.controller.config.Settings;
import io.pngx.controller.config.SettingsException;
import io.pngx.controller.config.VaultException;
import io.pngx.controller.engine.instances.ConnectionCheck;
import io.pngx.controller.engine.instances.Connections;
import io.pngx.controller.paperless.ConnectionReport;
import io.pngx.controller.paperless.ConnectionReport.Problem;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.paperless.Instance.Role;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Reaches;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "doctor",
        description = {
            "Looks at settings, ports, database, and at the master and every replica, and says what to do.",
            "Changes nothing; the controller may run meanwhile."
        })
public final class DoctorCommand implements Callable<Integer> {
    private static final long LITTLE_SPACE = 1L << 30;

    private boolean bad;

    @Override
    public Integer call() throws Exception {
        ProcessLog.warningsOnly();
        Settings settings;
        try {
            settings = Settings.from(System.getenv());
            good("The settings are understood.");
        } catch (SettingsException e) {
            bad(e.getMessage());
            return ExitCodes.PROBLEM_FOUND;
        }
        ports(settings);
        folder(settings.database());
        database(settings);
        return bad ? ExitCodes.PROBLEM_FOUND : ExitCodes.DONE;
    }

    /** Ports that are taken are well if they are ours. */
    private void ports(Settings settings) {
        Settings.Listening where = Settings.listeningOf(System.getenv());
        try {
            if (HealthCommand.ask(where).contains("\"status\":\"UP\"")) {
                good("A controller runs and answers on port " + where.port() + ".");
                return;
            }
        } catch (IOException nobodyAnswers) {
            // Then it has to be free.
        }
        free(settings.httpHost(), settings.httpPort(), "HTTP_PORT");
        free(settings.managementHost(), settings.managementPort(), "MANAGEMENT_PORT");
    }

    private void free(String host, int port, String variable) {
        try {
            Ports.requireFree(host, port, variable);
            good("The port " + port + " on " + host + " is free.");
        } catch (SettingsException e) {
            bad(e.getMessage());
        }
    }

    private void folder(Path database) throws IOException {
        Path folder = database.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            warn("The folder " + folder + " is not there yet; the first start creates it, if it may.");
        } else if (!Files.isWritable(folder)) {
            bad("The folder " + folder
                    + " can't be written to by this user; give it to the user that the controller runs as.");
        } else if (Files.getFileStore(folder).getUsableSpace() < LITTLE_SPACE) {
            warn("Less than 1 GiB is left where " + folder
                    + " lies; originals on their way are kept there, so the largest one has to fit.");
        } else {
            good("The folder " + folder + " can be written to.");
        }
    }

    private void database(Settings settings) throws Exception {
        if (!Files.exists(settings.database())) {
            warn("There is no database " + settings.database() + " yet; the first start creates it.");
            if (settings.master().isPresent()) {
                try (ConnectionProbe ends = new ConnectionProbe(settings)) {
                    end(
                            ends,
                            "The master",
                            new ConnectionCheck(
                                    Role.MASTER,
                                    settings.master().get().url().text(),
                                    settings.master().get().token()));
                }
            }
            return;
        }
        try (Database database = Database.look(settings.database());
                ConnectionProbe ends = new ConnectionProbe(settings)) {
            good("The database " + settings.database() + " is whole.");
            ends(settings, database, ends);
        } catch (Database.Unusable e) {
            bad(e.getMessage());
        }
    }

    private void ends(Settings settings, Database database, ConnectionProbe ends) {
        KeyValues values = new KeyValues(database);
        Reaches reaches = new Reaches(database);
        List<Replica> replicas = new Replicas(database).all();
        if (values.get(Setting.MASTER_URL).isEmpty()) {
            warn("No master is set; start the controller and enter it on its first page.");
        } else {
            saved(
                    settings,
                    ends,
                    "The master",
                    Role.MASTER,
                    values.get(Setting.MASTER_URL).get(),
                    values.get(Setting.MASTER_TOKEN).orElse(""),
                    reaches.of(Instance.MASTER_HOST));
        }
        if (replicas.isEmpty()) {
            warn("There is no replica; add one on the page Replicas.");
        }
        replicas.forEach(replica -> saved(
                settings,
                ends,
                "Replica \"" + replica.name() + "\"",
                Role.REPLICA,
                replica.url(),
                replica.token(),
                reaches.of(replica.host())));
    }

    private void saved(
            Settings settings,
            ConnectionProbe ends,
            String title,
            Role role,
            String url,
            String token,
            Reaches.Row reach) {
        try {
            end(
                    ends,
                    title,
                    new ConnectionCheck(
                            role, url, settings.vault().decrypt(token), Connections.reach(reach, settings.vault())));
        } catch (VaultException e) {
            bad(title + ": " + e.getMessage());
        }
    }

    private void end(ConnectionProbe ends, String title, ConnectionCheck test) {
        ConnectionReport report = ends.test(test);
        if (report.ok()) {
            good(title + " at " + test.url() + " is paperless-ngx " + report.version() + " with " + report.documents()
                    + " documents; \"" + report.username() + "\" is a superuser.");
        }
        for (Problem problem : report.problems()) {
            String text = title + " at " + test.url() + ": " + problem.message() + " " + problem.hint();
            if (problem.kind().equals("error")) {
                bad(text);
            } else {
                warn(text);
            }
        }
    }

    private static void good(String text) {
        System.out.println("ok    " + text);
    }

    private static void warn(String text) {
        System.out.println("note  " + text);
    }

    private void bad(String text) {
        bad = true;
        System.out.println("BAD   " + text);
    }
}
