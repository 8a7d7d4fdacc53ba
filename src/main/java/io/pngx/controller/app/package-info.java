/**
 * Puts the application together: settings in, beans and routes out; start-up and shutdown.
 * The commands of {@code cli} start it.
 */
package io.pngx.controller.app;
