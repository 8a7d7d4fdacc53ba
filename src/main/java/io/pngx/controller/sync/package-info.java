/**
 * Decides what has to be done: pure functions over records, without Camel, SQL, HTTP or a clock.
 * The beans of {@code engine} call them with what they read, and carry out the answer.
 */
package io.pngx.controller.sync;
