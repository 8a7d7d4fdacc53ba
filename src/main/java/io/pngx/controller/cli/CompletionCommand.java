package io.pngx.controller.cli;

import io.pngx.controller.app.ExitCodes;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = {
            "Prints a script that completes commands and options in a shell.",
            "bash and zsh: source <(pngx-controller completion bash)"
        })
public final class CompletionCommand implements Callable<Integer> {
    /** The shells for which the command prints a script. zsh can also run the script for bash. */
    enum Shell {
        bash,
        zsh
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh")
    private Shell shell;

    @Override
    public Integer call() {
        String script = AutoComplete.bash("pngx-controller", spec.root().commandLine());
        System.out.println(shell == Shell.zsh ? "autoload -U +X bashcompinit && bashcompinit\n" + script : script);
        return ExitCodes.DONE;
    }
}
