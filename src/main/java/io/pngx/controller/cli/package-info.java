/**
 * Holds the commands of the command line, one a class.
 * {@link io.pngx.controller.PngxController} parses the arguments and calls them.
 */
package io.pngx.controller.cli;
