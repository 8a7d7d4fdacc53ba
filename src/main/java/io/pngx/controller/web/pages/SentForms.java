package io.pngx.controller.web.pages;

import io.pngx.controller.store.Setting;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.ConfirmationRequiredException;
import io.pngx.controller.web.views.FieldNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the form that a request was sent from, and renders the form again: after a refusal, or after a check. */
public final class SentForms {
    /** Labels of fields, for error messages that are not shown next to the field. */
    private static final Map<String, Text> LABELS = Map.of(
            "url",
            Text.of("Address:"),
            Setting.MASTER_URL.key(),
            Text.of("{0}:", Setting.MASTER_URL.label()),
            "token",
            Text.of("API token:"),
            Setting.MASTER_TOKEN.key(),
            Text.of("{0}:", Setting.MASTER_TOKEN.label()),
            FieldNames.HEADERS,
            Text.of("Extra headers:"),
            FieldNames.MASTER_HEADERS,
            Text.of("Extra headers:"),
            FieldNames.CA_CERTIFICATE,
            Text.of("CA certificates:"),
            FieldNames.MASTER_CA_CERTIFICATE,
            Text.of("CA certificates:"));

    private static final String TEST = "/test";
    private static final Pattern REPLICA = Pattern.compile("/api/replicas/([0-9]{1,18})");
    private static final Pattern PROMOTION = Pattern.compile(REPLICA + "/promote");

    private final Forms forms;
    private final RulePages rules;
    private final Html html;

    public SentForms(Forms forms, RulePages rules, Html html) {
        this.forms = forms;
        this.rules = rules;
        this.html = html;
    }

    /** Renders the form of a refused request, with sent values and their errors; empty if the request has no form. */
    Optional<String> again(Call call, ApiProblem problem) {
        if (problem.errors().isEmpty() || problem.hasUnknownField() || !call.htmx() && !call.plain()) {
            return Optional.empty();
        }
        if (call.path().startsWith("/api/rules")) {
            return rules.again(call, problem);
        }
        Map<String, Text> errors = problem.errors().stream()
                .collect(Collectors.toMap(ApiProblem.FieldError::field, ApiProblem.FieldError::message));
        if (!call.path().endsWith(TEST)) {
            return again(call.path(), typed(call), errors, null);
        }
        String refused = html.part(
                "settings",
                "test-refused",
                "problems",
                problem.errors().stream()
                        .map(error -> Text.of(
                                "{0} {1}.",
                                LABELS.getOrDefault(error.field(), Text.verbatim(error.field())), error.message()))
                        .toList());
        return call.htmx() ? Optional.of(refused) : again(pathOfForm(call), typed(call), errors, refused);
    }

    /**
     * Renders the checked form with the report of the check, for a browser without JavaScript; empty if the request is
     * no check.
     */
    Optional<String> tried(Call call, String report) {
        if (call.path().startsWith("/api/rules")) {
            return rules.checked(call, report);
        }
        return call.path().endsWith(TEST) ? again(pathOfForm(call), typed(call), Map.of(), report) : Optional.empty();
    }

    /** Renders the form that asks a browser without JavaScript for the confirmation of a change. */
    String question(Call call, ConfirmationRequiredException change) {
        return html.part(
                "parts",
                "question",
                "question",
                change.question(),
                "values",
                change.values(),
                "action",
                call.path(),
                "back",
                call.back());
    }

    private static String pathOfForm(Call call) {
        return call.path().substring(0, call.path().length() - TEST.length());
    }

    private static Map<String, String> typed(Call call) {
        Map<String, String> typed = new LinkedHashMap<>(call.form());
        typed.keySet()
                .removeAll(List.of("token", Setting.MASTER_TOKEN.key(), FieldNames.HEADERS, FieldNames.MASTER_HEADERS));
        // An address with a user name and password is refused, and the page must not repeat them.
        for (String address : List.of("url", Setting.MASTER_URL.key())) {
            typed.computeIfPresent(address, (name, url) -> url.replaceFirst("//.*@", "//"));
        }
        return typed;
    }

    /** @param report result of a connection check with these values; null: there was no check */
    private Optional<String> again(String path, Map<String, String> typed, Map<String, Text> errors, String report) {
        Matcher replica = REPLICA.matcher(path);
        Matcher promotion = PROMOTION.matcher(path);
        if (promotion.matches()) {
            return Optional.of(forms.promotion(Long.parseLong(promotion.group(1)), typed, errors));
        }
        if (replica.matches()) {
            return Optional.of(forms.replica(Long.valueOf(replica.group(1)), typed, errors, report));
        }
        return switch (path) {
            case "/api/settings" -> Optional.of(forms.settings(typed, errors, report));
            case "/api/alerts" -> Optional.of(forms.alerts(typed, errors, report));
            case "/api/configuration" ->
                Optional.of(forms.configuration(typed.getOrDefault("configuration", ""), errors.get("configuration")));
            case "/api/tokens" -> Optional.of(forms.tokens(typed, errors));
            case "/api/replicas" -> Optional.of(forms.replica(null, typed, errors, report));
            default -> Optional.empty();
        };
    }
}
