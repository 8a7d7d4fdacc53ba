/**
 * Sentences for users, in the languages of the pages, and the spelling of constants. A sentence stands in English at
 * the code that it is about; the folder {@code texts} has its translations. Every other package may create texts; the
 * pages translate them.
 */
package io.pngx.controller.text;
