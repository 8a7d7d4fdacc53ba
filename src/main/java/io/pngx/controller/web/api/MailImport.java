package io.pngx.controller.web.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.store.AlertKind;
import io.pngx.controller.store.AlertTarget;
import io.pngx.controller.store.AlertTargets;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.RequestFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares the mail target of a configuration file with the saved target. A key that the file does not have keeps its
 * value. The saved password is kept only if server, encryption and CA certificates are unchanged, because a saved
 * password is only sent to the server for which it was saved.
 */
final class MailImport {
    /** Keys of the mail target in a file. The sentences about changes are listed in the same order. */
    private static final List<String> KEYS =
            List.of("host", "port", "security", "ca_certificate", "from", "to", "user");

    private static final List<String> SERVER = List.of("host", "port", "security", "ca");
    /** Options whose values are shown. */
    private static final List<String> SHOWN = List.of("host", "port", "security", "from", "to", "user");

    private final AlertTargetFields targetFields;
    private final AlertTarget here;
    private final Map<String, String> before;
    private final List<Text> changes;
    private final List<Text> needs;

    MailImport(AlertTargets targets, AlertTargetFields targetFields, List<Text> changes, List<Text> needs) {
        this.targetFields = targetFields;
        this.here = targets.find(AlertKind.MAIL.word()).orElse(null);
        this.before = here == null ? Map.of() : here.optionMap();
        this.changes = changes;
        this.needs = needs;
    }

    void read(String where, JsonNode part, List<Runnable> writes) {
        Fields keys = RequestFields.object(
                part, Stream.concat(Stream.of("name", "origin"), KEYS.stream()).toArray(String[]::new));
        String user = user(keys);
        ConfigurationImport.checked(where, keys);
        ObjectNode sent = JsonNodeFactory.instance.objectNode();
        KEYS.stream().filter(part::has).forEach(key -> sent.set("mail_" + key, part.get(key)));
        if (here != null && !part.has("port")) {
            // Without a port, the default port of the encryption would be used.
            sent.put("mail_port", Integer.valueOf(before.get("port")));
        }
        MailFields.Change change = checked(where, part, sent.deepCopy().putNull("mail_user"));
        boolean keepsPassword = here != null
                && here.token() != null
                && SERVER.stream().allMatch(key -> value(before, key).equals(value(change.options(), key)));
        if (keepsPassword && !user.isEmpty()) {
            sent.put("mail_user", user);
            tell(checked(where, part, sent), writes);
            return;
        }
        tell(change, writes);
        if (!user.isEmpty()) {
            needs.add(Text.of(
                    "Mail: enter the user name \"{0}\" and the password of this user under Settings, "
                            + "Notifications.",
                    user));
        }
    }

    /** Returns the user name after the import; empty: none. */
    private String user(Fields keys) {
        if (!keys.has("user")) {
            return value(before, "user");
        }
        boolean none = keys.isOff("user")
                || keys.raw("user").isTextual() && keys.raw("user").textValue().isBlank();
        return none ? "" : keys.text("user", 200);
    }

    private MailFields.Change checked(String where, JsonNode part, ObjectNode sent) {
        Fields fields = RequestFields.object(sent, MailFields.NAMES.toArray(String[]::new));
        String host = "mail_host";
        if (here == null || part.has("host")) {
            fields.text(host, 253);
            if (fields.isOff(host)) {
                fields.refuse(host, Text.of("is required, because an import removes no target"));
            }
        }
        MailFields.Change change = targetFields.mail(fields);
        ConfigurationImport.checked(where.replaceFirst("\\.$", ": "), fields);
        return change;
    }

    private void tell(MailFields.Change change, List<Runnable> writes) {
        List<Text> sentences = here == null ? List.of(added(change.options())) : changed(change);
        if (!sentences.isEmpty()) {
            changes.addAll(sentences);
            writes.add(change.write());
        }
    }

    private static Text added(Map<String, String> options) {
        String values = SHOWN.stream()
                .filter(options::containsKey)
                .map(key -> key + " " + options.get(key))
                .collect(Collectors.joining(", "));
        return options.containsKey("ca")
                ? Text.of("Mail is added: {0}, with CA certificates.", values)
                : Text.of("Mail is added: {0}.", values);
    }

    private List<Text> changed(MailFields.Change change) {
        Map<String, String> after = change.options();
        List<Text> sentences = new ArrayList<>();
        for (String key : SHOWN) {
            String was = value(before, key);
            String is = value(after, key);
            if (!was.equals(is)) {
                sentences.add(Text.of("Mail: {0}: {1} becomes {2}.", key, orNone(was), orNone(is)));
            }
        }
        if (!value(before, "ca").equals(value(after, "ca"))) {
            sentences.add(
                    !before.containsKey("ca")
                            ? Text.of("Mail: the CA certificates are added.")
                            : after.containsKey("ca")
                                    ? Text.of("Mail: the CA certificates change.")
                                    : Text.of("Mail: the CA certificates are removed."));
        }
        if (here.token() != null && change.password() == null) {
            sentences.add(Text.of("Mail: the saved password is removed."));
        }
        return sentences;
    }

    private static Text orNone(String value) {
        return value.isEmpty() ? Text.of("none") : Text.verbatim(value);
    }

    private static String value(Map<String, String> options, String key) {
        return options.getOrDefault(key, "");
    }
}
