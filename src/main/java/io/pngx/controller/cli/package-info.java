/**
 * Holds the commands of the command line, one class for each. {@link io.pngx.controller.PngxController} parses the
 * arguments and calls these classes.
 */
package io.pngx.controller.cli;
