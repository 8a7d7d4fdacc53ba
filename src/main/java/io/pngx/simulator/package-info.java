/**
 * A paperless-ngx in memory, over real HTTP, with the behaviour of 2.20 and 3.0.
 *
 * <p>This package imports nothing else of the project, so that a misunderstanding of paperless cannot be hidden by
 * being on both sides. Its answers are checked against exchanges that were recorded from the real application. The
 * product only starts it for {@code demo}; tests use it as master and replicas.
 */
package io.pngx.simulator;
