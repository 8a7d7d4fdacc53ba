/**
 * Uploads files to a replica: intent, POST, task, settlement and recovery; also changed files and versions. The routes
 * of uploads and files use these beans.
 */
package io.pngx.controller.engine.uploads;
