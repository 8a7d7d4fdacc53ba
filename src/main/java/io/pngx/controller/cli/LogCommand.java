package io.pngx.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.app.ExitCodes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "log", description = "Prints the log of a running controller, oldest line first.")
public final class LogCommand implements Callable<Integer> {
    private static final int MOST_LINES = 500;

    @Mixin
    private ControllerOptions controller;

    @Option(names = "--follow", description = "Prints new lines as they are written, until Ctrl-C.")
    private boolean follow;

    @Option(
            names = "--lines",
            paramLabel = "NUMBER",
            defaultValue = "20",
            description = "Number of lines, 1 to 500; default: ${DEFAULT-VALUE}.")
    private int lines;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            description = "Only lines of these levels: info, warn, error, separated by commas.")
    private String level;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        if (lines < 1 || lines > MOST_LINES) {
            throw new ParameterException(
                    command.commandLine(), "--lines must be a whole number from 1 to " + MOST_LINES);
        }
        if (level != null && !level.matches("(?i)(info|warn|error)(,(info|warn|error))*")) {
            throw new ParameterException(
                    command.commandLine(),
                    "--level must be info, warn or error, or several of them, separated by commas");
        }
        ControllerClient client = controller.client();
        String filter = level == null ? "" : "&level=" + level;
        List<JsonNode> rows = new ArrayList<>();
        client.list("/api/logs?limit=" + lines + filter).path("items").forEach(rows::add);
        Collections.reverse(rows);
        rows.forEach(this::print);
        if (!follow) {
            return ExitCodes.DONE;
        }
        String after =
                rows.isEmpty() ? "" : "&after=" + rows.get(rows.size() - 1).path("id");
        client.follow("/api/logs/stream?" + (filter + after).replaceFirst("^&", ""), this::print);
        System.err.println("The controller ended the connection.");
        return ExitCodes.PROBLEM_FOUND;
    }

    private void print(JsonNode row) {
        if (controller.json()) {
            System.out.println(row);
            return;
        }
        System.out.println(Printable.of(row.path("ts").asText().replaceFirst("\\.[0-9]+Z$", "Z") + " "
                + row.path("level").asText() + " "
                + (row.path("replica").isNull() ? "" : row.path("replica").asText() + ": ")
                + row.path("message").asText()));
    }
}
