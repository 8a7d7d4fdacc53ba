package io.pngx.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

/** Messages about a command line that can't be run. */
class PngxControllerTest {
    private record Ended(int code, String out, String err) {}

    @Command(name = "break")
    private static final class Break implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new IllegalStateException("while it starts", new IllegalArgumentException("no such thing"));
        }
    }

    private static Ended execute(String... arguments) {
        return execute(() -> PngxController.execute(arguments));
    }

    private static Ended execute(IntSupplier command) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
            return new Ended(
                    command.getAsInt(),
                    said.toString(StandardCharsets.UTF_8),
                    complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private static void refused(Ended ended, String sentence) {
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().strip()).isEqualTo(sentence);
    }

    @Test
    void helpNamesEveryCommandAndTheExitCodes() {
        Ended help = execute("--help");
        assertThat(help.code()).isZero();
        assertThat(help.out())
                .contains(
                        "run ",
                        "demo ",
                        "sync ",
                        "verify ",
                        "doctor ",
                        "key ",
                        "backup ",
                        "health ",
                        "Exit codes:",
                        "0   done",
                        "2   not started");
        assertThat(execute("backup", "--help").out()).contains("FILE", "not overwritten");
        assertThat(execute("--version").out()).matches("pngx-controller [0-9]+\\.[0-9]+\\.[0-9]+.*\\R");
    }

    @Test
    void whatIsNotUnderstoodIsOneSentence() {
        refused(execute("nope"), "There is no command or option \"nope\" here; see `pngx-controller --help`.");
        refused(execute("help", "nope"), "There is no command or option \"nope\" here; see `pngx-controller --help`.");
        refused(
                execute("sync", "--often"),
                "There is no command or option \"--often\" here; see `pngx-controller sync --help`.");
        refused(
                execute("sync", "--once", "--wait"),
                "--replica, --wait and --json are for a running controller; remove --once.");
        refused(
                execute("status", "--url", "localhost"),
                "The address of the controller must look like http://127.0.0.1:8000; correct --url or PNGX_URL.");
        refused(
                execute("sync", "--once", "--dry-run", "--full"),
                "A dry run always compares every document; remove --full.");
        refused(execute("key"), "`key` needs a command: `key generate` or `key rotate`.");
        refused(execute("backup"), "Missing required parameter: 'FILE'; see `pngx-controller backup --help`.");
    }

    @Test
    void anErrorThatNobodyForesawIsOneSentenceWithACodeOfItsOwn() {
        Ended ended = execute(
                () -> PngxController.commandLine().addSubcommand(new Break()).execute("break"));
        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.err().strip())
                .startsWith("An unexpected error ended the command: java.lang.IllegalArgumentException: "
                        + "no such thing (io.pngx.controller.PngxControllerTest$Break.call(")
                .hasLineCount(1);
    }

    @Test
    void aKeyIsAllThatIsPrinted() {
        Ended key = execute("key", "generate");
        assertThat(key.code()).isZero();
        assertThat(key.out().strip()).matches("[A-Za-z0-9_-]{43}=");
        assertThat(key.err()).isEmpty();
    }
}
