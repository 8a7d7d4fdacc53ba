package io.pngx.controller.web.management;

import org.jolokia.server.core.request.JolokiaNotificationRequest;
import org.jolokia.service.jmx.handler.NotificationHandler;

/**
 * Restricts Jolokia's {@code notification} to what {@code jolokia-access.xml} allows. Jolokia's own handler, which this
 * one replaces ({@code META-INF/jolokia/command-handlers}), does not check the list of commands.
 */
public final class JolokiaNotifications extends NotificationHandler {
    @Override
    protected void checkForRestriction(JolokiaNotificationRequest request) {
        checkType();
    }
}
