/**
 * Assembles the application: creates beans and routes from the settings, and controls start-up and shutdown. The
 * commands of {@code cli} start the application.
 */
package io.pngx.controller.app;
