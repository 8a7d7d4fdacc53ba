/**
 * Keeps the state in SQLite. Each small class serves one table, or one task with several tables. Other classes handle
 * the database file, upgrades and backups. All packages above read and write the state only through these classes.
 */
package io.pngx.controller.store;
