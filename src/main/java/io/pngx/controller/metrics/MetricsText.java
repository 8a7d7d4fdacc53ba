package io.pngx.controller.metrics;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes all meters in the text format of Prometheus. Omits maxima and the buckets of empty histograms. */
final class MetricsText {
    private static final ClassicHistogramBuckets NOTHING_TIMED =
            ClassicHistogramBuckets.of(List.of(Double.POSITIVE_INFINITY), List.of(0L));

    private MetricsText() {}

    static String of(PrometheusRegistry registry) {
        List<MetricSnapshot> kept = registry.scrape(name -> !name.endsWith("_seconds_max")).stream()
                .map(MetricsText::withoutEmptyBuckets)
                .toList();
        ByteArrayOutputStream text = new ByteArrayOutputStream(100_000);
        try {
            PrometheusTextFormatWriter.create().write(text, new MetricSnapshots(kept));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private static MetricSnapshot withoutEmptyBuckets(MetricSnapshot snapshot) {
        if (!(snapshot instanceof HistogramSnapshot histogram)) {
            return snapshot;
        }
        return new HistogramSnapshot(
                histogram.getMetadata(),
                histogram.getDataPoints().stream()
                        .map(point -> point.getCount() > 0
                                ? point
                                : new HistogramDataPointSnapshot(
                                        NOTHING_TIMED,
                                        point.getSum(),
                                        point.getLabels(),
                                        point.getExemplars(),
                                        point.getCreatedTimestampMillis()))
                        .toList());
    }
}
