package io.pngx.controller.web.management;

import org.jolokia.server.core.request.JolokiaNotificationRequest;
import org.jolokia.service.jmx.handler.NotificationHandler;

/**
 * Answers Jolokia's {@code notification} only where {@code jolokia-access.xml} names it. Jolokia's own handler, which this one replaces
 * ({@code META-INF/jolokia/command-handlers}), does not ask the list of commands.
 */
public final class JolokiaNotifications extends NotificationHandler {
    @Override
    protected void checkForRestriction(JolokiaNotificationRequest request) {
        checkType();
    }
}
