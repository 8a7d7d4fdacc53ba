/**
 * Runs the users' rules: routes that select or change documents on their way to a replica, or that are notified of
 * events. A new text of a rule is checked, and its routes are started under new endpoint names. Then the new routes
 * replace the previous routes. If the check or the start fails, the previous routes keep running.
 */
package io.pngx.controller.rules;
