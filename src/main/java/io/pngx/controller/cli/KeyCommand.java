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
        description = "Makes a SECRET_KEY, or stores the tokens under a new one.",
        subcommands = {KeyCommand.Generate.class, KeyCommand.Rotate.class})
public final class KeyCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new SettingsException("`key` needs to know what to do: `key generate` or `key rotate`.");
    }

    @Command(
            name = "generate",
            description = "Prints a new random key for SECRET_KEY. Keep it: it opens the stored tokens.")
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
                "Stores everything that is encrypted under the first key of SECRET_KEY=new,old; afterwards the old one"
                        + " can go.",
                "The controller must not run meanwhile."
            })
    static final class Rotate implements Callable<Integer> {
        @Override
        public Integer call() {
            ProcessLog.warningsOnly();
            Settings settings = Settings.from(System.getenv());
            try (Database database = Database.open(settings.database())) {
                Secrets.Rotated rotated = new Secrets(database).rotate(settings.vault());
                System.out.println(rotated.renewed() + " stored secrets were encrypted anew, " + rotated.untouched()
                        + " are under the newest key already.");
                if (rotated.closed().isEmpty()) {
                    System.out.println("SECRET_KEY can be the first key alone from now on.");
                    return ExitCodes.DONE;
                }
                System.out.println("No key in SECRET_KEY opens: " + String.join(", ", rotated.closed())
                        + ". Add the key that they were saved under at its end and rotate again, or enter them"
                        + " again on the page.");
                return ExitCodes.PROBLEM_FOUND;
            }
        }
    }
}
