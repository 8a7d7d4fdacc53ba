package io.pngx.controller.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.store.AlertKind;
import io.pngx.controller.store.AlertTarget;
import io.pngx.controller.store.Times;
import java.util.Set;

/** Writes an event in the format of each kind of target, without addresses and secrets. */
final class AlertFormat {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> INFORMATION = Set.of(Event.TEST, Event.WEEKLY_REPORT, Event.NEW_RELEASE);
    /** Maximum length of a text for Telegram, which refuses a longer text. */
    private static final int LONGEST_OF_TELEGRAM = 4096; // UTF-16 units

    private static final String MORE = "...";

    private AlertFormat() {}

    static String body(AlertTarget target, Event event) {
        return switch (target.kind()) {
            case WEBHOOK -> webhook(event);
            case APPRISE ->
                json(JSON.createObjectNode()
                        .put("title", title(event.event()))
                        .put("body", event.message())
                        .put("type", type(event.event())));
            case TELEGRAM ->
                json(JSON.createObjectNode()
                        .put("chat_id", target.option("chat"))
                        .put("text", cut(title(event.event()) + "\n" + event.message())));
            case NTFY, MAIL, PING -> event.message();
        };
    }

    /** Shortens a text to the maximum length, if possible at the end of a line. */
    private static String cut(String text) {
        if (text.length() <= LONGEST_OF_TELEGRAM) {
            return text;
        }
        int end = LONGEST_OF_TELEGRAM - MORE.length();
        int line = text.lastIndexOf('\n', end - 1);
        if (line > end / 2) {
            return text.substring(0, line + 1) + MORE;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + MORE;
    }

    /** Returns the event as a JSON object. Chat programs show only the value of the key {@code text}. */
    private static String webhook(Event event) {
        return json(JSON.createObjectNode()
                .put("event", event.event())
                .put("replica", event.replica())
                .put("replica_id", event.replicaId())
                .put("message", event.message())
                .put("text", event.message())
                .put("at", Times.text(event.at())));
    }

    private static String json(ObjectNode object) {
        try {
            return JSON.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An alert can't be written as JSON", e);
        }
    }

    static boolean isJson(AlertKind kind) {
        return kind == AlertKind.WEBHOOK || kind == AlertKind.APPRISE || kind == AlertKind.TELEGRAM;
    }

    static String title(String event) {
        return "pngx-controller: " + event.replace('_', ' ');
    }

    static boolean isUrgent(String event) {
        return !event.equals(Event.RECOVERED) && !INFORMATION.contains(event);
    }

    /** Returns the message type of Apprise. Apprise chooses the icon of a message by this type. */
    private static String type(String event) {
        return event.equals(Event.RECOVERED) ? "success" : isUrgent(event) ? "warning" : "info";
    }
}
