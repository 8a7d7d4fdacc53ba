/**
 * Keeps the state in SQLite: one small class for each table, or for one task with several tables, and the classes of
 * the database file with its upgrades and backups. All packages above read and write the state only through these
 * classes.
 */
package io.pngx.controller.store;
