package io.pngx.controller;

import io.pngx.controller.config.Ports;
import io.pngx.controller.config.Settings;
import io.pngx.controller.config.SettingsException;
import io.pngx.controller.config.Vault;
import io.pngx.controller.store.Database;

/** Starts the controller: reads the settings, checks the ports, starts Camel. */
public final class PngxController {
    private PngxController() {
    }

    public static void main(String[] args) throws Exception {
        String command = args.length == 0 ? "" : args[0];
        try {
            switch (command) {
                case "" -> run(Settings.from(System.getenv()));
                case "demo" -> DemoMode.run(System.getenv());
                case "generate-key" -> System.out.println(Vault.generateKey());
                default -> throw new SettingsException("There is no command \"" + command
                        + "\"; the commands are: none (run), demo, generate-key.");
            }
        } catch (SettingsException | Database.Unusable e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Settings settings) throws Exception {
        JsonLines.useIf(settings.logFormat() == Settings.LogFormat.JSON);
        Ports.requireFree(settings.httpHost(), settings.httpPort(), "HTTP_PORT");
        Ports.requireFree(settings.managementHost(), settings.managementPort(), "MANAGEMENT_PORT");
        Controller.main(settings).run();
    }
}
