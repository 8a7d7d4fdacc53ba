package io.pngx.controller.cli;

import io.pngx.controller.app.ExitCodes;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "demo",
        description = "Runs with a simulated master and two simulated replicas, and leaves nothing behind.")
public final class DemoCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        DemoMode.run(System.getenv());
        return ExitCodes.DONE;
    }
}
