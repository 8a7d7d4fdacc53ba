package io.pngx.controller.web.management;

import org.jolokia.server.core.request.JolokiaNotificationRequest;
import org.jolokia.service.jmx.handler.NotificationHandler;

/**
 * Restricts Jolokia's {@code notification} to the commands that {@code jolokia-access.xml} allows. This handler
 * replaces Jolokia's own handler, which does not check the list of commands ({@code
 * META-INF/jolokia/command-handlers}).
 */
public final class JolokiaNotifications extends NotificationHandler {
    @Override
    protected void checkForRestriction(JolokiaNotificationRequest request) {
        checkType();
    }
}
