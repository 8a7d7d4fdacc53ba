/**
 * The benchmark. Measures the packaged controller between simulated instances, and two plain clients for comparison.
 * {@code mvn -Pbench verify} runs it; {@code BenchIT} runs its smallest setting.
 */
package io.pngx.bench;
