package io.pngx.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Collects figures, and writes them as a table and as JSON. */
final class Figures {
    /** @param ratio the value divided by the value of {@code ratioTo}; null: there is no comparison */
    record Figure(String name, double value, String unit, Double ratio, String ratioTo) {}

    private final List<Figure> all = new ArrayList<>();

    void add(String name, double value, String unit) {
        add(new Figure(name, value, unit, null, null));
    }

    void add(String name, double value, String unit, double other, String ratioTo) {
        add(new Figure(name, value, unit, value / other, ratioTo));
    }

    private void add(Figure figure) {
        all.add(figure);
        System.out.println(line(figure));
    }

    /** Returns the value of a figure, for tests. */
    double value(String name) {
        return all.stream()
                .filter(figure -> figure.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no figure " + name))
                .value();
    }

    private static String line(Figure figure) {
        return String.format(
                Locale.ROOT,
                "%-64s %12.2f %-8s %s",
                figure.name(),
                figure.value(),
                figure.unit(),
                figure.ratio() == null
                        ? ""
                        : String.format(Locale.ROOT, "%.2f x %s", figure.ratio(), figure.ratioTo()));
    }

    String table() {
        return String.join("\n", all.stream().map(Figures::line).toList());
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), all);
    }
}
