package io.pngx.controller.scenario;

import io.pngx.controller.flow.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * One file of {@code src/test/scenarios}: a heading, the pairing, and steps, each a line that begins with a dash. All
 * other lines are for the reader.
 */
record Scenario(String name, Path file, List<Version> masters, List<Version> replicas, List<Step> steps) {
    /** A sentence and its line number. */
    record Step(int line, String sentence) {}

    static List<Scenario> all(Path folder) {
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.filter(Files::isDirectory)
                    .sorted()
                    .map(each -> read(each.resolve("scenario.md")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Scenario read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            List<Step> steps = new java.util.ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).startsWith("- ")) {
                    steps.add(new Step(i + 1, lines.get(i).substring(2).strip()));
                }
            }
            return new Scenario(
                    file.getParent().getFileName().toString(),
                    file,
                    versions(lines, "Master: ", Version.V2, Version.V3),
                    versions(lines, "Replica: ", Version.V2, Version.V3),
                    steps);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A version of the master and one of the replica. */
    record Pairing(Version master, Version replica) {}

    /** Returns all pairings that the scenario names. */
    List<Pairing> pairings() {
        return masters.stream()
                .flatMap(master -> replicas.stream().map(replica -> new Pairing(master, replica)))
                .toList();
    }

    /** Returns the pairing that is played without soak. It is always the same, so that a failure can be repeated. */
    Pairing usualPairing() {
        return pairings().get(Math.floorMod(name.hashCode(), pairings().size()));
    }

    private static List<Version> versions(List<String> lines, String key, Version... otherwise) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .findFirst()
                .map(line -> Arrays.stream(line.substring(key.length()).split(", "))
                        .map(version -> Version.valueOf(version.strip().toUpperCase(java.util.Locale.ROOT)))
                        .toList())
                .orElse(List.of(otherwise));
    }
}
