package io.pngx.controller.web.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.RuleTable;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.RequestFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares for which replicas a rule is on: in a configuration file, and in the database. The file does not contain the
 * texts of rules, so the import only reports a missing rule.
 */
final class RuleImport {
    private final Replicas replicas;
    private final RuleTable rules;
    private final Set<String> known;
    private final Map<String, Long> added;

    /**
     * @param known names of the replicas after the import, in lower case
     * @param added ids of the replicas that the import added; filled while the import writes
     */
    RuleImport(Tables tables, Set<String> known, Map<String, Long> added) {
        this.replicas = tables.replicas();
        this.rules = tables.ruleTable();
        this.known = known;
        this.added = added;
    }

    void read(String where, JsonNode part, List<Text> changes, List<Text> needs, List<Runnable> writes) {
        Fields fields = RequestFields.object(part, "name", "everywhere", "replicas");
        String name = fields.text("name", 60);
        boolean everywhere = fields.isTrue("everywhere");
        List<String> on = new ArrayList<>();
        JsonNode names = fields.raw("replicas");
        if (!names.isNull() && !names.isArray()) {
            fields.refuse("replicas", Text.of("must be a list of names of replicas"));
        }
        names.forEach(each -> {
            if (!each.isTextual()
                    || !known.contains(
                            ConfigurationImport.lower(each.textValue().strip()))) {
                fields.refuse("replicas", Text.of("must name replicas that exist on this controller or in the file"));
            } else {
                on.add(each.textValue().strip());
            }
        });
        ConfigurationImport.checked(where, fields);
        Optional<RuleTable.Row> here = rules.find(name);
        if (here.isEmpty()) {
            if (everywhere || !on.isEmpty()) {
                needs.add(Text.of(
                        "The rule \"{0}\" does not exist on this controller: add its file, then switch "
                                + "the rule on.",
                        name));
            }
            return;
        }
        Map<Long, String> byId = replicas.names();
        Set<String> now = rules.replicas(name).stream()
                .map(byId::get)
                .map(ConfigurationImport::lower)
                .collect(Collectors.toSet());
        Set<String> then = everywhere
                ? Set.of()
                : on.stream().map(ConfigurationImport::lower).collect(Collectors.toSet());
        if (everywhere != here.get().everywhere() || !everywhere && !now.equals(then)) {
            changes.add(
                    everywhere
                            ? Text.of("The rule \"{0}\" is switched on for all replicas.", name)
                            : on.isEmpty()
                                    ? Text.of("The rule \"{0}\" is switched off.", name)
                                    : Text.of(
                                            "The rule \"{0}\" is switched on only for {1}.",
                                            name, String.join(", ", on)));
            writes.add(() -> rules.switchTo(name, everywhere, ids(then)));
        }
    }

    /** Returns the ids of replicas, including the replicas that this import added. */
    private List<Long> ids(Set<String> names) {
        Map<String, Long> ids = new HashMap<>(added);
        replicas.all().forEach(replica -> ids.put(ConfigurationImport.lower(replica.name()), replica.id()));
        return names.stream().map(ids::get).toList();
    }
}
