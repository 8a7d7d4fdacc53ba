package io.pngx.controller.web.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.store.AlertKind;
import io.pngx.controller.store.AlertTarget;
import io.pngx.controller.store.AlertTargets;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.web.http.Fields;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares one target of alerts in a configuration file with the target in the database. The file has no addresses and
 * no secrets, so what needs them is only reported.
 */
final class TargetImport {
    private static final List<String> MAIL =
            List.of("host", "port", "security", "from", "to", "user", "ca_certificate");
    private static final String WHERE = ": Settings, Notifications.";

    private final Replicas replicas;
    private final AlertTargets targets;
    private final AlertTargetFields targetFields;

    TargetImport(Database db, AlertTargetFields targetFields) {
        this.replicas = new Replicas(db);
        this.targets = new AlertTargets(db);
        this.targetFields = targetFields;
    }

    void read(String where, JsonNode part, List<String> changes, List<String> needs, List<Runnable> writes) {
        String word = part.path("name").textValue();
        AlertKind kind = Arrays.stream(AlertKind.values())
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new ConfigurationImport.Refused(where + "name must be one of "
                        + Arrays.stream(AlertKind.values()).map(AlertKind::word).collect(Collectors.joining(", "))));
        switch (kind) {
            case MAIL -> mail(where, part, changes, needs, writes);
            case TELEGRAM -> telegram(where, part, changes, needs, writes);
            default -> addressed(where, kind, part, needs);
        }
    }

    private void addressed(String where, AlertKind kind, JsonNode part, List<String> needs) {
        boolean ping = kind == AlertKind.PING;
        Fields fields = ConfigurationImport.checked(
                where, ping ? Fields.object(part, "name", "replica", "origin") : Fields.object(part, "name", "origin"));
        String origin = part.path("origin").asText("");
        String replica = ping ? fields.text("replica", 60) : "";
        ConfigurationImport.checked(where, fields);
        String name = ping
                ? replicas.all().stream()
                        .filter(each -> each.name().equalsIgnoreCase(replica))
                        .map(Replica::id)
                        .map(AlertTarget::ping)
                        .findFirst()
                        .orElse("")
                : kind.word();
        if (!origin.equals(targets.find(name).map(targetFields::origin).orElse(null))) {
            needs.add(kind.title() + (ping ? " of \"" + replica + "\"" : "") + " needs its address"
                    + (origin.isEmpty() ? "" : " (it was at " + origin + ")") + WHERE);
        }
    }

    private void mail(String where, JsonNode part, List<String> changes, List<String> needs, List<Runnable> writes) {
        String[] allowed =
                Stream.concat(Stream.of("name", "origin"), MAIL.stream()).toArray(String[]::new);
        ConfigurationImport.checked(where, Fields.object(part, allowed));
        AlertTarget here = targets.find(AlertKind.MAIL.word()).orElse(null);
        boolean sameServer = here != null
                && here.token() != null
                && Stream.of("host", "port", "security")
                        .allMatch(key -> here.option(key).equals(part.path(key).asText("")));
        boolean signsIn = !part.path("user").asText("").isEmpty();
        if (signsIn && !sameServer) {
            needs.add("Mail needs the user name (it was " + part.path("user").asText() + ") and the password" + WHERE);
        }
        ObjectNode sent = JsonNodeFactory.instance.objectNode();
        for (String key : MAIL) {
            boolean omitted = key.equals("user") && !sameServer;
            sent.set("mail_" + key, omitted || !part.has(key) ? JsonNodeFactory.instance.nullNode() : part.get(key));
        }
        Fields fields = Fields.object(sent, MailFields.NAMES.toArray(String[]::new));
        Runnable write = targetFields.mail(fields);
        if (part.path("host").asText("").isEmpty()) {
            fields.refuse("mail_host", "is required");
        }
        ConfigurationImport.checked(where.replaceFirst("\\.$", ": "), fields);
        boolean other = here == null
                || MAIL.stream()
                        .filter(key -> !key.equals("user") || sameServer)
                        .anyMatch(key -> !Objects.equals(
                                here.option(key.equals("ca_certificate") ? "ca" : key)
                                        .strip(),
                                part.path(key).asText("").strip()));
        if (other) {
            changes.add("Mail goes through " + part.path("host").asText() + " to "
                    + part.path("to").asText() + ".");
            writes.add(write);
        }
    }

    private void telegram(
            String where, JsonNode part, List<String> changes, List<String> needs, List<Runnable> writes) {
        ConfigurationImport.checked(where, Fields.object(part, "name", "origin", "chat", "url"));
        AlertTarget here = targets.find(AlertKind.TELEGRAM.word()).orElse(null);
        String chat = part.path("chat").asText("");
        if (here == null || !part.path("origin").asText("").equals(targetFields.origin(here))) {
            needs.add("Telegram needs the token of its bot, and the chat " + chat + WHERE);
            return;
        }
        ObjectNode sent = JsonNodeFactory.instance.objectNode();
        sent.set("telegram_chat", part.path("chat"));
        Fields fields = Fields.object(sent, "telegram_chat");
        Runnable write = targetFields.telegram(fields);
        ConfigurationImport.checked(where.replaceFirst("\\.$", ": "), fields);
        if (!chat.equals(here.option("chat"))) {
            changes.add("Telegram: chat: " + here.option("chat") + " becomes " + chat + ".");
            writes.add(write);
        }
    }
}
