package io.pngx.controller.cli;

import io.pngx.controller.app.ConnectionProbe;
import io.pngx.controller.app.ExitCodes;
import io.pngx.controller.app.ProcessLog;
import io.pngx.controller.config.Ports;
import io.pngx.controller.config.Settings;
import io.pngx.controller.config.SettingsException;
import io.pngx.controller.config.VaultException;
import io.pngx.controller.engine.instances.ConnectionCheck;
import io.pngx.controller.paperless.ConnectionReport;
import io.pngx.controller.paperless.ConnectionReport.Problem;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.paperless.Instance.Role;
import io.pngx.controller.store.ConnectionOptionsTable;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.KeyValues;
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
            "Checks settings, ports, the database, the master and every replica, and names the remedy for each "
                    + "problem.",
            "Changes nothing; the controller may run at the same time."
        })
public final class DoctorCommand implements Callable<Integer> {
    private static final long LOW_SPACE = 1L << 30;

    private boolean problemFound;

    @Override
    public Integer call() throws Exception {
        ProcessLog.warningsOnly();
        Settings settings;
        try {
            settings = Settings.from(System.getenv());
            ok("The settings are valid.");
        } catch (SettingsException e) {
            problem(e.getMessage());
            return ExitCodes.PROBLEM_FOUND;
        }
        checkPorts(settings);
        checkFolder(settings.database());
        checkDatabase(settings);
        return problemFound ? ExitCodes.PROBLEM_FOUND : ExitCodes.DONE;
    }

    /**
     * Checks that a controller with these settings answers. If no controller answers, checks that the ports in the
     * settings are free.
     */
    private void checkPorts(Settings settings) {
        Settings.Listening listening = Settings.listeningOf(System.getenv());
        try {
            if (HealthCommand.ask(listening).contains("\"status\":\"UP\"")) {
                ok("A controller runs and answers on port " + listening.port() + ".");
                return;
            }
        } catch (IOException nobodyAnswers) {
            // no controller runs, so the ports must be free
        }
        checkPort(settings.httpHost(), settings.httpPort(), "HTTP_PORT");
        checkPort(settings.managementHost(), settings.managementPort(), "MANAGEMENT_PORT");
    }

    private void checkPort(String host, int port, String variable) {
        try {
            Ports.requireFree(host, port, variable);
            ok("The port " + port + " on " + host + " is free.");
        } catch (SettingsException e) {
            problem(e.getMessage());
        }
    }

    private void checkFolder(Path database) throws IOException {
        Path folder = database.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            note("The folder " + folder + " does not exist yet; the first start creates it if this user has the "
                    + "permission.");
        } else if (!Files.isWritable(folder)) {
            problem("The folder " + folder
                    + " is not writable for this user; make the folder writable for the user that the controller "
                    + "runs as.");
        } else if (Files.getFileStore(folder).getUsableSpace() < LOW_SPACE) {
            note("Less than 1 GiB is free on the volume of " + folder
                    + ". A run stores originals on this volume temporarily; keep more space free than the largest "
                    + "original needs.");
        } else {
            ok("The folder " + folder + " is writable.");
        }
    }

    private void checkDatabase(Settings settings) throws Exception {
        if (!Files.exists(settings.database())) {
            note("There is no database " + settings.database() + " yet; the first start creates it.");
            if (settings.master().isPresent()) {
                try (ConnectionProbe probe = new ConnectionProbe(settings)) {
                    checkInstance(
                            probe,
                            "The master",
                            new ConnectionCheck(
                                    Role.MASTER,
                                    settings.master().get().url().text(),
                                    settings.master().get().token()));
                }
            }
            return;
        }
        try (Database database = Database.openReadOnly(settings.database());
                ConnectionProbe probe = new ConnectionProbe(settings)) {
            ok("The database " + settings.database() + " is intact.");
            checkInstances(settings, database, probe);
        } catch (Database.Unusable e) {
            problem(e.getMessage());
        }
    }

    private void checkInstances(Settings settings, Database database, ConnectionProbe probe) {
        KeyValues values = new KeyValues(database);
        ConnectionOptionsTable optionsTable = new ConnectionOptionsTable(database);
        List<Replica> replicas = new Replicas(database).all();
        if (values.get(Setting.MASTER_URL).isEmpty()) {
            note("No master is set; start the controller and enter the master on its first page.");
        } else {
            checkSaved(
                    settings,
                    probe,
                    "The master",
                    Role.MASTER,
                    values.get(Setting.MASTER_URL).get(),
                    values.get(Setting.MASTER_TOKEN).orElse(""),
                    optionsTable.of(Instance.MASTER_HOST));
        }
        if (replicas.isEmpty()) {
            note("There is no replica; add one on the page Replicas.");
        }
        replicas.forEach(replica -> checkSaved(
                settings,
                probe,
                "Replica \"" + replica.name() + "\"",
                Role.REPLICA,
                replica.url(),
                replica.token(),
                optionsTable.of(replica.host())));
    }

    private void checkSaved(
            Settings settings,
            ConnectionProbe probe,
            String title,
            Role role,
            String url,
            String token,
            ConnectionOptionsTable.Row options) {
        try {
            checkInstance(probe, title, ConnectionCheck.saved(role, url, token, options, settings.vault()));
        } catch (VaultException e) {
            problem(title + ": " + e.getMessage());
        }
    }

    private void checkInstance(ConnectionProbe probe, String title, ConnectionCheck test) {
        ConnectionReport report = probe.test(test);
        if (report.ok()) {
            ok(title + " at " + test.url() + " is paperless-ngx " + report.version() + " with " + report.documents()
                    + " documents; \"" + report.username() + "\" is a superuser.");
        }
        for (Problem problem : report.problems()) {
            String text = title + " at " + test.url() + ": " + problem.message() + " " + problem.hint();
            if (problem.kind().equals("error")) {
                problem(text);
            } else {
                note(text);
            }
        }
    }

    private static void ok(String text) {
        System.out.println("ok    " + text);
    }

    private static void note(String text) {
        System.out.println("note  " + text);
    }

    private void problem(String text) {
        problemFound = true;
        System.out.println("BAD   " + text);
    }
}
