package io.pngx.controller.cli;

import io.pngx.controller.app.ExitCodes;
import io.pngx.controller.app.ProcessLog;
import io.pngx.controller.config.Settings;
import io.pngx.controller.store.Database;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "backup",
        description = "Copies the database into a file, also while the controller runs. The tokens in the copy can be "
                + "decrypted only with the same SECRET_KEY.")
public final class BackupCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The new file. An existing file is not overwritten.")
    private Path file;

    @Override
    public Integer call() {
        ProcessLog.warningsOnly();
        try (Database database = Database.openReadOnly(Settings.databaseOf(System.getenv()))) {
            long rows = database.backup(file);
            System.out.println("The database was copied to " + file + ". The copy was read back and is intact, with "
                    + rows + " rows.");
        }
        return ExitCodes.DONE;
    }
}
