/**
 * The management port: health checks, metrics, and the Hawtio console behind a password. The controller installs the
 * port before Camel starts. Camel calls the health check, and Jolokia calls the handler of notifications.
 */
package io.pngx.controller.web.management;
