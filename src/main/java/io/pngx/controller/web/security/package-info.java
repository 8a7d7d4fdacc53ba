/**
 * Protects both HTTP ports: checks host names, cross-site requests, logins, API tokens, connection limits and body
 * sizes. Vert.x calls these handlers before the routes. {@code web} and {@code web.management} install them.
 */
package io.pngx.controller.web.security;
