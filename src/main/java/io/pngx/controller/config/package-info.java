/**
 * Reads the configuration: the environment into {@link io.pngx.controller.config.Settings}, addresses of instances, and
 * the key that encrypts their tokens. All other packages use this package. This package uses no Camel, SQL or HTTP.
 */
package io.pngx.controller.config;
