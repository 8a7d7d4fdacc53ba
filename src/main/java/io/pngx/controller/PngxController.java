package io.pngx.controller;

import io.pngx.controller.app.ExitCodes;
import io.pngx.controller.cli.BackupCommand;
import io.pngx.controller.cli.CompletionCommand;
import io.pngx.controller.cli.ControllerClient;
import io.pngx.controller.cli.DemoCommand;
import io.pngx.controller.cli.DoctorCommand;
import io.pngx.controller.cli.DrillCommand;
import io.pngx.controller.cli.HealthCommand;
import io.pngx.controller.cli.KeyCommand;
import io.pngx.controller.cli.LogCommand;
import io.pngx.controller.cli.PromoteCommand;
import io.pngx.controller.cli.Relaunch;
import io.pngx.controller.cli.RunCommand;
import io.pngx.controller.cli.StatusCommand;
import io.pngx.controller.cli.SyncCommand;
import io.pngx.controller.cli.VerifyCommand;
import io.pngx.controller.config.Build;
import io.pngx.controller.config.SettingsException;
import io.pngx.controller.store.Database;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Parses the command line and runs the command. Without a command, the controller runs. */
@Command(
        name = "pngx-controller",
        scope = CommandLine.ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = PngxController.Version.class,
        description = "Keeps replica paperless-ngx instances equal to a master. Without a command, starts the "
                + "controller.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:done, but a problem was found; the output names the problem",
            "2:not started: the command line, a setting, a port or the database is not usable; the output says why",
            "3:ended by an unexpected error"
        },
        footer = {"", "Settings come from the environment; docs/install.md lists them."},
        subcommands = {
            RunCommand.class,
            DemoCommand.class,
            StatusCommand.class,
            LogCommand.class,
            SyncCommand.class,
            VerifyCommand.class,
            PromoteCommand.class,
            DrillCommand.class,
            DoctorCommand.class,
            KeyCommand.class,
            BackupCommand.class,
            HealthCommand.class,
            CompletionCommand.class,
            CommandLine.HelpCommand.class
        })
public final class PngxController implements Callable<Integer> {
    private PngxController() {}

    public static void main(String[] args) {
        Integer code = Relaunch.run(args);
        if (code == null) {
            Relaunch.watchLauncher();
            code = args.length == 0 ? runController() : execute(args);
        }
        System.exit(code);
    }

    /** Runs the controller without picocli, because picocli would first read the descriptions of all commands. */
    private static int runController() {
        try {
            return new RunCommand().call();
        } catch (Exception e) {
            return reportFailure(e);
        }
    }

    /** @return the exit code */
    static int execute(String... args) {
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new PngxController())
                .setParameterExceptionHandler(PngxController::reportUsageError)
                .setExecutionExceptionHandler((e, command, parsed) -> reportFailure(e));
    }

    @Override
    public Integer call() throws Exception {
        return new RunCommand().call();
    }

    private static int reportUsageError(ParameterException e, String[] args) {
        String unknown = e instanceof UnmatchedArgumentException unmatched
                        && !unmatched.getUnmatched().isEmpty()
                ? unmatched.getUnmatched().get(0)
                : e.getCommandLine().getCommandSpec().userObject() instanceof PngxController ? e.getValue() : null;
        String what = unknown == null ? e.getMessage() : "There is no command or option \"" + unknown + "\" here";
        System.err.println(
                what + "; see `" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help`.");
        return ExitCodes.NOT_STARTED;
    }

    private static int reportFailure(Exception e) {
        // Camel wraps exceptions that are thrown while it starts.
        Throwable last = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            last = cause;
            if (cause instanceof SettingsException || cause instanceof Database.Unusable) {
                System.err.println(cause.getMessage());
                return ExitCodes.NOT_STARTED;
            }
            if (cause instanceof ControllerClient.Refused) {
                System.err.println(cause.getMessage());
                return ExitCodes.PROBLEM_FOUND;
            }
        }
        System.err.println("An unexpected error ended the command: " + last + " ("
                + Stream.of(last.getStackTrace())
                        .findFirst()
                        .map(Object::toString)
                        .orElse("without a stack trace") + ").");
        return ExitCodes.UNEXPECTED_ERROR;
    }

    /** Provides the version of this build. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"pngx-controller " + Build.read().version()};
        }
    }
}
