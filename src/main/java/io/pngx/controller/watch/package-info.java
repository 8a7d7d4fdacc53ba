/**
 * What is seen from outside: metrics, health, the management port with Hawtio. Looks at what the pipeline committed to the
 * database, so that watching costs a synchronisation nothing.
 */
package io.pngx.controller.watch;
