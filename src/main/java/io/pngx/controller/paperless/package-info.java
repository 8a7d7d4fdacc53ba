/**
 * The client of paperless-ngx: gateway, guard, transport, the records of answers, and the dialects 2.x and 3.x. The
 * routes call paperless-ngx only through this package.
 */
package io.pngx.controller.paperless;
