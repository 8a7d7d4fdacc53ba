package io.pngx.controller;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.pngx.controller.config.Build;
import io.pngx.controller.config.Descriptors;
import io.pngx.controller.config.Ports;
import io.pngx.controller.config.Settings;
import io.pngx.controller.config.SettingsException;
import io.pngx.controller.store.Database;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. Without a command the controller runs. */
@Command(name = "pngx-controller", scope = CommandLine.ScopeType.INHERIT, mixinStandardHelpOptions = true, versionProvider = PngxController.Version.class,
        description = "Keeps replica paperless-ngx instances equal to a master. Without a command it runs.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:done, but something is not as it should be; it says what",
            "2:not begun: the command line, a setting, a port or the database; it says which",
            "3:ended by an error that was not foreseen"},
        footer = {"", "Settings come from the environment; docs/install.md lists them."},
        subcommands = {PngxController.Run.class, PngxController.Demo.class, SyncCommand.class, VerifyCommand.class, DoctorCommand.class,
            KeyCommand.class, BackupCommand.class, HealthCommand.class, CommandLine.HelpCommand.class})
public final class PngxController implements Callable<Integer> {
    static final int DONE = 0;
    static final int NOT_AS_IT_SHOULD_BE = 1;
    static final int NOT_BEGUN = 2;
    static final int NOT_FORESEEN = 3;

    private PngxController() {
    }

    public static void main(String[] args) {
        System.exit(execute(args));
    }

    /** @return the exit code */
    static int execute(String... args) {
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new PngxController())
                .setParameterExceptionHandler(PngxController::notUnderstood)
                .setExecutionExceptionHandler(PngxController::failed);
    }

    @Override
    public Integer call() throws Exception {
        return new Run().call();
    }

    private static int notUnderstood(ParameterException e, String[] args) {
        String what = e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()
                ? "There is no command or option \"" + unmatched.getUnmatched().get(0) + "\" here" : e.getMessage();
        System.err.println(what + "; see `" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help`.");
        return NOT_BEGUN;
    }

    private static int failed(Exception e, CommandLine command, ParseResult parsed) {
        // Camel wraps what is thrown while it starts.
        Throwable last = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            last = cause;
            if (cause instanceof SettingsException || cause instanceof Database.Unusable) {
                System.err.println(cause.getMessage());
                return NOT_BEGUN;
            }
        }
        System.err.println("An error that was not foreseen ended it: " + last + " (" + Stream.of(last.getStackTrace()).findFirst().map(Object::toString).orElse("nobody knows where") + ").");
        return NOT_FORESEEN;
    }

    /** A command that ends by itself says what it has to say, and of the log only warnings, beside it. */
    static void quiet() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).getLoggerList().stream()
                .filter(logger -> logger.getLevel() == Level.INFO).forEach(logger -> logger.setLevel(Level.WARN));
    }

    /** What the build wrote. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"pngx-controller " + Build.read().version()};
        }
    }

    @Command(name = "run", description = "Runs the controller, with its pages and its API, until it is told to end (SIGTERM).")
    static final class Run implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            Settings settings = Settings.from(System.getenv());
            Descriptors.requireEnough();
            JsonLines.useIf(settings.logFormat() == Settings.LogFormat.JSON);
            Ports.requireFree(settings.httpHost(), settings.httpPort(), "HTTP_PORT");
            Ports.requireFree(settings.managementHost(), settings.managementPort(), "MANAGEMENT_PORT");
            Main main = Controller.main(settings);
            main.run();
            return main.getExitCode();
        }
    }

    @Command(name = "demo", description = "Runs with a simulated master and two simulated replicas, and leaves nothing behind.")
    static final class Demo implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            DemoMode.run(System.getenv());
            return DONE;
        }
    }
}
