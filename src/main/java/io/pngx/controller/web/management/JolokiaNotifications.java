package io.pngx.controller.web.management;

import org.jolokia.server.core.request.JolokiaNotificationRequest;
import org.jolokia.service.jmx.handler.NotificationHandler;

/**
 * Restricts Jolokia's {@code notification} to the commands that {@code jolokia-access.xml} allows. Jolokia's own
 * handler does not check these commands; {@code META-INF/jolokia/command-handlers} replaces it with this handler.
 */
public final class JolokiaNotifications extends NotificationHandler {
    @Override
    protected void checkForRestriction(JolokiaNotificationRequest request) {
        checkType();
    }
}
