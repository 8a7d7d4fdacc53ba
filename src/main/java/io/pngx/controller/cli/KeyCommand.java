package io.pngx.controller.cli;

import io.pngx.controller.app.ExitCodes;
import io.pngx.controller.app.ProcessLog;
import io.pngx.controller.config.Settings;
import io.pngx.controller.config.SettingsException;
import io.pngx.controller.config.Vault;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.Secrets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "key",
        description = "Generates a SECRET_KEY, or encrypts the stored secrets with a new one.",
        subcommands = {KeyCommand.Generate.class, KeyCommand.Rotate.class})
public final class KeyCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new SettingsException("`key` needs a command: `key generate` or `key rotate`.");
    }

    @Command(
            name = "generate",
            description = "Prints a random key for SECRET_KEY. Keep the key: without it, the stored tokens can't be "
                    + "decrypted.")
    static final class Generate implements Callable<Integer> {
        @Override
        public Integer call() {
            System.out.println(Vault.generateKey());
            return ExitCodes.DONE;
        }
    }

    @Command(
            name = "rotate",
            description = {
                "Encrypts all stored secrets with the first key of SECRET_KEY=new,old; afterwards remove "
                        + "the old key.",
                "The controller must not run at the same time."
            })
    static final class Rotate implements Callable<Integer> {
        @Override
        public Integer call() {
            ProcessLog.warningsOnly();
            Settings settings = Settings.from(System.getenv());
            try (Database database = Database.open(settings.database())) {
                Secrets.Rotated rotated = new Secrets(database).rotate(settings.vault());
                System.out.println(rotated.renewed()
                        + " stored secrets were encrypted with the first key of SECRET_KEY, "
                        + rotated.untouched() + " were already encrypted with this key.");
                if (rotated.closed().isEmpty()) {
                    System.out.println("You can now remove all keys but the first from SECRET_KEY.");
                    return ExitCodes.DONE;
                }
                System.out.println("No key in SECRET_KEY decrypts these secrets: " + String.join(", ", rotated.closed())
                        + ". These secrets were saved with another key. Append that key to "
                        + "SECRET_KEY and rotate again, or enter the secrets again on their pages.");
                return ExitCodes.PROBLEM_FOUND;
            }
        }
    }
}
