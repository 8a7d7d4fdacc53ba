/**
 * Users' rules: routes that select and change documents on their way to a replica, or are told what happened. A text is
 * checked, its routes are started under endpoint names of their own, and only then it takes the place of the one before;
 * whatever fails on that way leaves the one before where it was.
 */
package io.pngx.controller.rules;
