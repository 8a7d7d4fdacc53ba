package io.pngx.controller.web.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.store.AlertKind;
import io.pngx.controller.store.AlertTarget;
import io.pngx.controller.store.AlertTargets;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.RequestFields;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Compares one target of alerts in a configuration file with the target in the database. The file contains no
 * addresses, tokens or passwords, so the import only reports which of these the user must enter.
 */
final class TargetImport {
    private final Replicas replicas;
    private final AlertTargets targets;
    private final AlertTargetFields targetFields;

    TargetImport(Tables tables, AlertTargetFields targetFields) {
        this.replicas = tables.replicas();
        this.targets = tables.alertTargets();
        this.targetFields = targetFields;
    }

    void read(String where, JsonNode part, List<Text> changes, List<Text> needs, List<Runnable> writes) {
        String word = part.path("name").textValue();
        AlertKind kind = Arrays.stream(AlertKind.values())
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new ConfigurationImport.Refused(Text.of(
                        "{0}name must be one of {1}",
                        where,
                        Arrays.stream(AlertKind.values()).map(AlertKind::word).collect(Collectors.joining(", ")))));
        switch (kind) {
            case MAIL -> new MailImport(targets, targetFields, changes, needs).read(where, part, writes);
            case TELEGRAM -> telegram(where, part, changes, needs, writes);
            default -> addressed(where, kind, part, needs);
        }
    }

    private void addressed(String where, AlertKind kind, JsonNode part, List<Text> needs) {
        boolean ping = kind == AlertKind.PING;
        Fields fields = ConfigurationImport.checked(
                where,
                ping
                        ? RequestFields.object(part, "name", "replica", "origin")
                        : RequestFields.object(part, "name", "origin"));
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
            Text target = ping ? Text.of("{0} of \"{1}\"", kind.title(), replica) : kind.title();
            needs.add(
                    origin.isEmpty()
                            ? Text.of("{0}: enter the address under Settings, Notifications.", target)
                            : Text.of(
                                    "{0}: enter the address, which begins with {1}, under Settings, Notifications.",
                                    target, origin));
        }
    }

    private void telegram(String where, JsonNode part, List<Text> changes, List<Text> needs, List<Runnable> writes) {
        ConfigurationImport.checked(where, RequestFields.object(part, "name", "origin", "chat", "url"));
        AlertTarget here = targets.find(AlertKind.TELEGRAM.word()).orElse(null);
        String chat = part.path("chat").asText("");
        if (here == null || !part.path("origin").asText("").equals(targetFields.origin(here))) {
            needs.add(Text.of(
                    "Telegram: enter the token of the bot and the chat \"{0}\" under Settings, Notifications.", chat));
            return;
        }
        ObjectNode sent = JsonNodeFactory.instance.objectNode();
        sent.set("telegram_chat", part.path("chat"));
        Fields fields = RequestFields.object(sent, "telegram_chat");
        Runnable write = targetFields.telegram(fields);
        ConfigurationImport.checked(where.replaceFirst("\\.$", ": "), fields);
        if (!chat.equals(here.option("chat"))) {
            changes.add(Text.of("Telegram: chat: {0} becomes {1}.", here.option("chat"), chat));
            writes.add(write);
        }
    }
}
