package io.pngx.controller.web.views;

import java.util.Locale;

/** Small line chart: the points of two SVG polylines in a box of 100 by 24, and a text for screen readers. */
public record Sparkline(String line, String area, String text) {
    private static final double WIDTH = 100;
    private static final double HEIGHT = 24;

    /** @param values the values; NaN: unknown. The chart shows the highest value at the top and zero at the bottom */
    static Sparkline of(double[] values, String text) {
        double top = 0;
        for (double value : values) {
            top = Math.max(top, Double.isNaN(value) ? 0 : value);
        }
        StringBuilder line = new StringBuilder();
        double first = -1;
        double x = 0;
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                continue;
            }
            double step = values.length == 1 ? 0 : WIDTH / (values.length - 1);
            x = i * step;
            double y = HEIGHT - 1 - (top == 0 ? 0 : values[i] / top * (HEIGHT - 2));
            if (first < 0) { // the line begins level, so that a single value is visible
                first = Math.max(0, x - step);
                line.append(String.format(Locale.ROOT, "%.1f,%.1f ", first, y));
            }
            line.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
        }
        String points = line.toString().strip();
        String area = points.isEmpty()
                ? ""
                : String.format(Locale.ROOT, "%.1f,%.0f %s %.1f,%.0f", first, HEIGHT, points, x, HEIGHT);
        return new Sparkline(points, area, text);
    }
}
