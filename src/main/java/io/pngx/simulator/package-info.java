/**
 * A paperless-ngx in memory, over real HTTP, with the behaviour of 2.20 and 3.0.
 *
 * <p>This package imports no other package of the project, so that controller and simulator cannot share a
 * misunderstanding of paperless-ngx. Tests compare the answers with exchanges that were recorded from the real
 * application. The controller starts the simulator only for {@code demo}; tests use the simulator as master and
 * replicas.
 */
package io.pngx.simulator;
