/**
 * A paperless-ngx in memory, with the manners of 2.20 and 3.0, over real HTTP.
 *
 * <p>It imports nothing of the rest of the project, so that a misunderstanding of paperless cannot hide on both
 * sides. What it answers is checked against exchanges recorded from the real application. The product starts it
 * for {@code demo} alone; the tests use it as master and replicas.
 */
package io.pngx.simulator;
