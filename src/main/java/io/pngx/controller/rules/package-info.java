/**
 * Runs the users' rules: routes that select or change documents on their way to a replica, or are notified of what
 * happened. A new text of a rule is checked and its routes are started under new endpoint names; only then do they
 * replace the previous routes. Where a step fails, the previous routes keep running.
 */
package io.pngx.controller.rules;
