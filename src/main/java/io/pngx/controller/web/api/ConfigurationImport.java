package io.pngx.controller.web.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.config.PaperlessUrl;
import io.pngx.controller.config.Vault;
import io.pngx.controller.engine.instances.Credentials;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SettingType.Plain;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.ExplainedException;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.RequestFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Compares a configuration file with the configuration in the database. An import adds and changes entries, but removes
 * nothing, starts no run, and pauses or resumes no replica.
 */
final class ConfigurationImport {

    private final Tables tables;
    private final Vault vault;
    private final Credentials credentials;
    private final KeyValues settings;
    private final Replicas replicas;
    private final TargetImport targets;
    private final Addresses addresses;
    private final List<Text> changes = new ArrayList<>();
    private final List<Text> needs = new ArrayList<>();
    private final List<Runnable> writes = new ArrayList<>();
    /** Names of the replicas after the import, in lower case. */
    private final Set<String> known = new HashSet<>();
    /** Addresses of the new master and the new replicas, which are not in the database yet. */
    private final Map<PaperlessUrl, Text> planned = new HashMap<>();
    /** Ids of the replicas that this import added. Other connections do not see these replicas before the commit. */
    private final Map<String, Long> added = new HashMap<>();

    ConfigurationImport(Tables tables, Vault vault, Credentials credentials, TargetImport targets) {
        this.tables = tables;
        this.addresses = new Addresses(tables);
        this.vault = vault;
        this.credentials = credentials;
        this.settings = tables.settings();
        this.replicas = tables.replicas();
        this.targets = targets;
    }

    /** Signals that a file can't be imported. The message is a sentence without a full stop. */
    static final class Refused extends ExplainedException {
        Refused(Text text) {
            super(text);
        }
    }

    /**
     * The changes of an import.
     *
     * @param changes one sentence for each change
     * @param needs one sentence for each value that a user must enter after the import
     */
    record Plan(List<Text> changes, List<Text> needs, List<Runnable> writes) {}

    /** Reads a file. Throws {@link Refused} if a part of the file is not valid. Writes nothing. */
    Plan plan(JsonNode file) {
        if (!file.isObject()) {
            throw new Refused(Text.of("must be the JSON object that an export returns"));
        }
        Fields parts = checked("", RequestFields.object(file, "version", "settings", "replicas", "rules", "targets"));
        if (!parts.raw("version").isInt() || parts.raw("version").intValue() != ConfigurationExport.VERSION) {
            throw new Refused(Text.of("version must be {0}", ConfigurationExport.VERSION));
        }
        if (!parts.raw("settings").isNull()) {
            settings(parts.raw("settings"));
        }
        replicas.all().forEach(replica -> known.add(lower(replica.name())));
        each(parts, "replicas", this::replica);
        RuleImport rules = new RuleImport(tables, known, added);
        each(parts, "rules", (where, part) -> rules.read(where, part, changes, needs, writes));
        each(parts, "targets", (where, part) -> targets.read(where, part, changes, needs, writes));
        return new Plan(List.copyOf(changes), List.copyOf(needs), List.copyOf(writes));
    }

    /** Reads one element of a list. */
    private interface Element {
        void read(String where, JsonNode part);
    }

    private static void each(Fields parts, String name, Element element) {
        JsonNode list = parts.raw(name);
        if (list.isNull()) {
            return;
        }
        if (!list.isArray()) {
            throw new Refused(Text.of("{0} must be a list", name));
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode part = list.get(i);
            String where = name + "[" + i + "].";
            if (!part.hasNonNull("name")) {
                throw new Refused(Text.of("{0}name is required", where));
            }
            if (!part.get("name").isTextual()) {
                throw new Refused(Text.of("{0}name must be text", where));
            }
            if (!seen.add(name(part, "name") + "\n" + name(part, "replica"))) {
                throw new Refused(Text.of("{0}name occurs twice in the list", where));
            }
            element.read(where, part);
        }
    }

    private static String name(JsonNode part, String key) {
        return lower(part.path(key).asText("").strip());
    }

    /** Returns the given fields. Throws {@link Refused} for a refused field; its message begins with {@code where}. */
    static Fields checked(String where, Fields fields) {
        fields.refusal().ifPresent(refusal -> {
            throw new Refused(Text.of("{0}{1}", where, refusal));
        });
        return fields;
    }

    private void settings(JsonNode part) {
        if (!part.isObject()) {
            throw new Refused(Text.of("settings must be an object"));
        }
        Fields fields = RequestFields.object(
                part,
                ConfigurationExport.GROUPS.stream()
                        .flatMap(group -> group.settings().stream())
                        .filter(setting -> setting.type() instanceof Plain<?> || setting.equals(Setting.MASTER_URL))
                        .map(Setting::key)
                        .toArray(String[]::new));
        Map<Setting<?>, String> sent = fields.settings(ConfigurationExport.GROUPS);
        PaperlessUrl master = fields.has(Setting.MASTER_URL.key()) ? fields.address(Setting.MASTER_URL.key()) : null;
        checked("settings.", fields);
        if (master != null) {
            master(master);
        }
        sent.forEach((setting, text) -> {
            String now = settings.get(setting.key()).orElse(setting.byDefault());
            if (!text.equals(now)) {
                changes.add(Text.of("{0}: {1} becomes {2}.", setting.key(), String.valueOf(now), text));
                writes.add(() -> settings.put(setting, text));
            }
        });
    }

    private void master(PaperlessUrl url) {
        Optional<String> here = settings.get(Setting.MASTER_URL);
        if (here.isEmpty()) {
            if (replicas.all().stream().anyMatch(replica -> Addresses.at(replica, url))) {
                throw new Refused(Text.of(
                        "settings.master_url is the address of a replica; the master must be another instance"));
            }
            planned.put(url, Text.of("the master"));
            changes.add(Text.of("The master becomes {0}.", url.text()));
            needs.add(Text.of("Enter the API token of the master under Settings, Master."));
            writes.add(() -> settings.put(Setting.MASTER_URL, url.text()));
        } else if (addresses.master().filter(url::equals).isEmpty()) {
            throw new Refused(Text.of(
                    "settings.master_url is {0}, but the master of this controller is {1}; change the master under "
                            + "Settings, Master, or remove master_url from the file",
                    url.text(), here.get()));
        }
    }

    private void replica(String where, JsonNode part) {
        Fields fields =
                RequestFields.object(part, "name", "url", "interval_seconds", "uploads_in_flight", "unselected");
        String name = fields.text("name", 60);
        PaperlessUrl url = fields.address("url");
        Integer interval = fields.number("interval_seconds", Setting.INTERVAL);
        Integer uploads = fields.uploadsInFlight();
        Replica.UnselectedCopies unselected =
                fields.has("unselected") ? fields.word("unselected", Replica.UnselectedCopies.class) : null;
        if ("master".equalsIgnoreCase(name)) {
            fields.refuse("name", Text.of("is the name of the master in the metrics; choose another name"));
        }
        checked(where, fields);
        Replica here = replicas.all().stream()
                .filter(replica -> replica.name().equalsIgnoreCase(name))
                .findFirst()
                .orElse(null);
        if (here == null) {
            addresses.checkReplica(fields, null, url);
            Text twice = planned.putIfAbsent(url, Text.of("the replica \"{0}\"", name));
            if (twice != null) {
                fields.refuse("url", Text.of("is also the address of {0} in the file; correct one entry", twice));
            }
            checked(where, fields);
            add(name, url, interval, uploads, unselected);
        } else {
            if (!Addresses.at(here, url)) {
                throw new Refused(Text.of(
                        "{0}url is {1}, but the replica \"{2}\" of this controller is at {3}; change the address in "
                                + "the settings of the replica, or correct the file",
                        where, url.text(), here.name(), here.url()));
            }
            change(
                    here,
                    fields.has("interval_seconds") ? interval : here.intervalSeconds(),
                    uploads == null ? here.uploadsInFlight() : uploads,
                    unselected == null ? here.unselected() : unselected);
        }
    }

    private void add(
            String name, PaperlessUrl url, Integer interval, Integer uploads, Replica.UnselectedCopies unselected) {
        known.add(lower(name));
        Optional<String> token = credentials.token(url);
        List<Text> parts = new ArrayList<>();
        parts.add(Text.of("The replica \"{0}\" at {1} is added and paused", name, url.text()));
        if (interval != null) {
            parts.add(Text.of("interval_seconds {0}", String.valueOf(interval)));
        }
        if (uploads != null && uploads != ReplicaFields.UPLOADS_IN_FLIGHT) {
            parts.add(Text.of("uploads_in_flight {0}", uploads));
        }
        if (unselected != null && unselected != Replica.UnselectedCopies.KEEP) {
            parts.add(Text.of("unselected {0}", lower(unselected.name())));
        }
        if (token.isPresent()) {
            parts.add(Text.of("with its API token from pngx.env"));
        }
        changes.add(Text.of("{0}.", Text.join(", ", parts)));
        if (token.isEmpty()) {
            needs.add(Text.of(
                    "Enter the API token of the replica \"{0}\" in the settings of the replica, then "
                            + "resume the replica.",
                    name));
        }
        String encrypted = token.map(vault::encrypt).orElse("");
        writes.add(() -> {
            long id = replicas.add(
                    name,
                    url.text(),
                    encrypted,
                    true,
                    interval,
                    uploads == null ? ReplicaFields.UPLOADS_IN_FLIGHT : uploads);
            added.put(lower(name), id);
            replicas.pause(id, true);
            if (unselected != null) {
                replicas.unselected(id, unselected);
            }
        });
    }

    private void change(Replica here, Integer interval, int uploads, Replica.UnselectedCopies unselected) {
        boolean other = !Objects.equals(interval, here.intervalSeconds()) || uploads != here.uploadsInFlight();
        differs(here, "interval_seconds", here.intervalSeconds(), interval);
        differs(here, "uploads_in_flight", here.uploadsInFlight(), uploads);
        differs(here, "unselected", lower(here.unselected().name()), lower(unselected.name()));
        if (other) {
            writes.add(() -> replicas.configure(
                    here.id(), here.name(), here.url(), here.token(), here.enabled(), interval, uploads));
        }
        if (unselected != here.unselected()) {
            writes.add(() -> replicas.unselected(here.id(), unselected));
        }
    }

    private void differs(Replica replica, String key, Object before, Object after) {
        if (!Objects.equals(before, after)) {
            changes.add(Text.of(
                    "The replica \"{0}\": {1}: {2} becomes {3}.", replica.name(), key, value(before), value(after)));
        }
    }

    private static Text value(Object value) {
        return value == null ? Text.of("none (the interval of the settings applies)") : Text.verbatim(value.toString());
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
