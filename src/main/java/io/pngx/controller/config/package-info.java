/**
 * What the controller is told from outside: the environment, read once into {@link
 * io.pngx.controller.config.Settings}; the addresses of paperless instances; the key that guards
 * their tokens. Nothing here knows Camel, SQL or HTTP.
 */
package io.pngx.controller.config;
