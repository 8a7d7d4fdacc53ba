package io.pngx.controller.web;

import io.pngx.controller.store.KeyValues;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The forms of the page: as they open, and again with what is wrong. A token is never put into one. */
final class Forms {
    private static final Pattern REPLICA = Pattern.compile("/api/replicas/([0-9]{1,18})");

    private final Overview overview;
    private final Html html;

    Forms(Overview overview, Html html) {
        this.overview = overview;
        this.html = html;
    }

    /**
     * @param id       of the replica; null: a new one, or the master
     * @param tokenSet is a token saved already?
     * @param values   what stands in the fields
     * @param errors   what is wrong, by field
     * @param problem  what is wrong with no field of the form; null: nothing
     */
    public record Form(Long id, boolean tokenSet, Map<String, String> values, Map<String, String> errors, String problem) {
        public String value(String field) {
            return values.getOrDefault(field, "");
        }

        /** Null where there is none. */
        public String error(String field) {
            return errors.get(field);
        }
    }

    String master() {
        SettingsView settings = overview.settings();
        return master(new Form(null, settings.masterTokenSet(), values(settings), Map.of(), null));
    }

    String newReplica() {
        return replica(new Form(null, false, Map.of("enabled", "true", "uploads_in_flight", "2"), Map.of(), null));
    }

    String replica(long id) {
        ReplicaView replica = overview.replica(id);
        return replica(new Form(id, replica.tokenSet(), values(replica), Map.of(), null));
    }

    /** What a page gets for a refused call: its form again, with what was typed. Empty where the call had no form. */
    Optional<String> again(Call call, ApiProblem problem) {
        if (problem.errors().isEmpty() || !call.htmx()) {
            return Optional.empty();
        }
        if (call.path().endsWith("/test")) {
            return Optional.of(html.fragment("test-refused", "problem", problem.getMessage()));
        }
        Map<String, String> typed = new HashMap<>(call.form());
        if (call.path().equals("/api/settings")) {
            return Optional.of(master(form(null, overview.settings().masterTokenSet(), typed, problem)));
        }
        Matcher replica = REPLICA.matcher(call.path());
        if (replica.matches()) {
            long id = Long.parseLong(replica.group(1));
            return Optional.of(replica(form(id, overview.replica(id).tokenSet(), typed, problem)));
        }
        return call.path().equals("/api/replicas") ? Optional.of(replica(form(null, false, typed, problem))) : Optional.empty();
    }

    private static Form form(Long id, boolean tokenSet, Map<String, String> typed, ApiProblem problem) {
        typed.remove("token");
        typed.remove(KeyValues.MASTER_TOKEN);
        Map<String, String> errors = problem.errors().stream()
                .collect(Collectors.toMap(ApiProblem.FieldError::field, ApiProblem.FieldError::message));
        return new Form(id, tokenSet, typed, errors, "This can't be saved yet; see below.");
    }

    private String master(Form form) {
        return html.fragment("master-form", "form", form);
    }

    private String replica(Form form) {
        return html.fragment("replica-form", "form", form);
    }

    private static Map<String, String> values(SettingsView settings) {
        Map<String, String> values = new HashMap<>();
        values.put(KeyValues.MASTER_URL, settings.masterUrl() == null ? "" : settings.masterUrl());
        values.put(KeyValues.SYNC_INTERVAL, String.valueOf(settings.syncIntervalSeconds()));
        values.put(KeyValues.LOG_RETENTION, String.valueOf(settings.logRetentionDays()));
        values.put(KeyValues.WORKER_TIME_LIMIT, String.valueOf(settings.workerTimeLimitSeconds()));
        return values;
    }

    private static Map<String, String> values(ReplicaView replica) {
        Map<String, String> values = new HashMap<>();
        values.put("name", replica.name());
        values.put("url", replica.url());
        values.put("enabled", String.valueOf(replica.enabled()));
        values.put("interval_seconds", replica.intervalSeconds() == null ? "" : replica.intervalSeconds().toString());
        values.put("uploads_in_flight", String.valueOf(replica.uploadsInFlight()));
        return values;
    }
}
