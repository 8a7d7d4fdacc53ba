/**
 * Reads the environment into {@link io.pngx.controller.config.Settings}, parses addresses of instances, and encrypts
 * API tokens. All other packages use this package. This package uses no Camel, SQL or HTTP.
 */
package io.pngx.controller.config;
