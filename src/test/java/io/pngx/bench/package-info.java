/**
 * The benchmark: measures the packaged controller between simulated instances, beside two plain clients that make the
 * same calls. {@code mvn -Pbench verify} runs it; {@code BenchIT} runs its smallest setting.
 */
package io.pngx.bench;
