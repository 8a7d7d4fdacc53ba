/**
 * Configures the application: creates beans and routes from the settings; start-up and shutdown.
 * The commands of {@code cli} start it.
 */
package io.pngx.controller.app;
