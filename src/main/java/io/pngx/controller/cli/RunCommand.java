package io.pngx.controller.cli;

import io.pngx.controller.app.Controller;
import io.pngx.controller.app.JsonLines;
import io.pngx.controller.config.FileDescriptors;
import io.pngx.controller.config.Ports;
import io.pngx.controller.config.Settings;
import java.util.concurrent.Callable;
import org.apache.camel.main.Main;
import picocli.CommandLine.Command;

@Command(name = "run", description = "Runs the controller with its pages and its API until SIGTERM.")
public final class RunCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        Settings settings = Settings.from(System.getenv());
        FileDescriptors.requireEnough();
        JsonLines.useIf(settings.logFormat() == Settings.LogFormat.JSON);
        Ports.requireFree(settings.httpHost(), settings.httpPort(), "HTTP_PORT");
        Ports.requireFree(settings.managementHost(), settings.managementPort(), "MANAGEMENT_PORT");
        Main main = Controller.main(settings);
        main.run();
        return main.getExitCode();
    }
}
