package io.pngx.controller.web.http;

import io.pngx.controller.text.Text;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reference to the page that belongs to a path of the API.
 *
 * @param entry the navigation entry that the page marks as current
 * @param title heading of a page that answers a form
 * @param address address of the page
 */
public record PageRef(String entry, Text title, String address) {
    private static final Pattern REPLICA = Pattern.compile("/api/replicas/([0-9]{1,18})(/.*)?");
    private static final Pattern RULE = Pattern.compile("/api/rules/(?!validate$)([a-z0-9-]{1,60})(/.*)?");

    public static PageRef of(String path) {
        Matcher replica = REPLICA.matcher(path);
        if (replica.matches()) {
            String page = "/replicas/" + replica.group(1);
            boolean settings = replica.group(2) == null || replica.group(2).matches("/(test|delete)");
            return new PageRef(
                    "replicas",
                    Text.of(settings ? "Settings of the replica" : "Replica"),
                    settings ? page + "/settings" : page);
        }
        Matcher rule = RULE.matcher(path);
        if (rule.matches()) {
            return new PageRef("rules", Text.of("Rule {0}", rule.group(1)), "/rules/" + rule.group(1));
        }
        if (path.startsWith("/api/replicas")) {
            return new PageRef("replicas", Text.of("Add a replica"), "/replicas/new");
        }
        if (path.startsWith("/api/rules")) {
            return new PageRef("rules", Text.of("New rule"), "/new-rule");
        }
        if (path.startsWith("/api/switchovers")) {
            return new PageRef("replicas", Text.of("Switchovers"), "/switchovers");
        }
        if (path.matches("/api/documents/[0-9]{1,18}/.*")) {
            String id = path.split("/")[3];
            return new PageRef("documents", Text.of("Document {0}", id), "/documents/" + id);
        }
        if (path.startsWith("/api/documents")) {
            return new PageRef("documents", Text.of("Documents"), "/documents");
        }
        if (path.startsWith("/api/deletions")) {
            return new PageRef("deletions", Text.of("Deletions"), "/deletions");
        }
        if (path.startsWith("/api/alerts")) {
            return new PageRef("settings", Text.of("Settings"), "/settings/notifications");
        }
        if (path.startsWith("/api/tokens")) {
            return new PageRef("settings", Text.of("Settings"), "/settings/tokens");
        }
        if (path.startsWith("/api/configuration")) {
            return new PageRef("settings", Text.of("Settings"), "/settings/configuration");
        }
        return path.matches("/api/settings\\b.*")
                ? new PageRef("settings", Text.of("Settings"), "/settings")
                : new PageRef("dashboard", Text.of("Dashboard"), "/");
    }
}
