/**
 * The client of a paperless-ngx: gateway, guard, transport, the records of its answers, and the dialects 2.x and 3.x.
 * The routes call a paperless-ngx only through this package.
 */
package io.pngx.controller.paperless;
