/**
 * Decides what has to be done, in pure functions over records, without Camel, SQL, HTTP or a clock. The beans of {@code
 * engine} pass in what they read, and carry out the decisions.
 */
package io.pngx.controller.sync;
