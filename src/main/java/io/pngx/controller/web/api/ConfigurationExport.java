package io.pngx.controller.web.api;

import io.pngx.controller.store.AlertTarget;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.RuleTable;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SettingGroup;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.LowerCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads the configuration without secrets. */
final class ConfigurationExport {
    static final int VERSION = 1;

    /**
     * The groups of settings that a file contains. The pause is left out, because an import must not start or stop
     * runs.
     */
    static final List<SettingGroup> GROUPS = Arrays.stream(SettingGroup.values())
            .filter(group -> group != SettingGroup.BUTTONS)
            .toList();

    private final Tables tables;
    private final AlertTargetFields targetFields;

    ConfigurationExport(Tables tables, AlertTargetFields targetFields) {
        this.tables = tables;
        this.targetFields = targetFields;
    }

    /**
     * The configuration in the form of a file.
     *
     * @param targets name, origin and options of each target of alerts; a target of the kind {@code PING} also has the
     *     name of its replica
     */
    record Configuration(
            int version,
            Map<String, Object> settings,
            List<ReplicaPart> replicas,
            List<RulePart> rules,
            List<Map<String, Object>> targets) {}

    /** @param intervalSeconds seconds between two runs; null: the interval of the settings applies */
    record ReplicaPart(String name, String url, Integer intervalSeconds, int uploadsInFlight, String unselected) {
        static ReplicaPart of(Replica replica) {
            return new ReplicaPart(
                    replica.name(),
                    replica.url(),
                    replica.intervalSeconds(),
                    replica.uploadsInFlight(),
                    LowerCase.of(replica.unselected()));
        }
    }

    /** @param replicas names of the replicas for which the rule is on */
    record RulePart(String name, boolean everywhere, List<String> replicas) {}

    Configuration read() {
        return tables.database().inSnapshot(() -> {
            KeyValues values = tables.settings();
            Map<String, Object> settings = new LinkedHashMap<>();
            values.get(Setting.MASTER_URL).ifPresent(url -> settings.put(Setting.MASTER_URL.key(), url));
            settings.putAll(values.shown(GROUPS));
            Replicas replicas = tables.replicas();
            Map<Long, String> names = replicas.names();
            return new Configuration(
                    VERSION,
                    settings,
                    replicas.all().stream().map(ReplicaPart::of).toList(),
                    rules(names),
                    tables.alertTargets().all().stream()
                            .map(target -> target(target, names))
                            .toList());
        });
    }

    private List<RulePart> rules(Map<Long, String> names) {
        RuleTable table = tables.ruleTable();
        Map<String, List<Long>> on = table.replicas();
        return table.all().stream()
                .map(rule -> new RulePart(
                        rule.name(),
                        rule.everywhere(),
                        on.getOrDefault(rule.name(), List.of()).stream()
                                .map(names::get)
                                .toList()))
                .toList();
    }

    private Map<String, Object> target(AlertTarget target, Map<Long, String> names) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("name", target.isPing() ? "ping" : target.name());
        if (target.isPing()) {
            part.put("replica", names.get(target.replicaId()));
        }
        part.put("origin", targetFields.origin(target));
        part.putAll(options(target));
        return part;
    }

    /** Returns the options of a target. The keys are the names of the options in a configuration file. */
    static Map<String, Object> options(AlertTarget target) {
        Function<String, Object> value =
                key -> key.equals("port") ? (Object) Integer.valueOf(target.option(key)) : target.option(key);
        Map<String, Object> options = new LinkedHashMap<>();
        new ArrayList<>(target.optionMap().keySet())
                .forEach(key -> options.put(key.equals("ca") ? "ca_certificate" : key, value.apply(key)));
        return options;
    }
}
