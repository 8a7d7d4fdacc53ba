/**
 * Decides the work of a run, in pure functions over records, without Camel, SQL, HTTP or a clock. The beans of
 * {@code engine} pass in the values that they read, and carry out the decisions.
 */
package io.pngx.controller.sync;
