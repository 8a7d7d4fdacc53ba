package io.pngx.controller.web.views;

import io.pngx.controller.store.Times;
import io.pngx.controller.sync.Quantities;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Formats numbers, times and states for users. Times are rounded, so that an idle page does not change within a minute.
 */
public final class Formats {
    public String ago(String instant) {
        long seconds = Duration.between(Instant.parse(instant), Instant.now()).toSeconds();
        if (seconds < -5) {
            return "in " + duration(-seconds);
        }
        return seconds < 60 ? "just now" : duration(seconds) + " ago";
    }

    /** Formats a time at which something is due: {@code in 7 min}, or {@code now} if the time has passed. */
    public String until(String instant) {
        long seconds = Duration.between(Instant.now(), Instant.parse(instant)).toSeconds();
        return seconds < 5 ? "now" : "in " + duration(seconds);
    }

    public String duration(long seconds) {
        return Quantities.duration(seconds);
    }

    /** Formats the duration between two instants. */
    public String between(String from, String to) {
        return duration(Math.max(
                0, Duration.between(Instant.parse(from), Instant.parse(to)).toSeconds()));
    }

    public String number(long number) {
        return Quantities.number(number);
    }

    public String counted(long number, String one, String many) {
        return Quantities.counted(number, one, many);
    }

    public String bytes(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        String[] units = {"kB", "MB", "GB", "TB"};
        double value = bytes / 1000.0;
        int unit = 0;
        while (value >= 999.95 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ENGLISH, value < 10 ? "%.1f %s" : "%.0f %s", value, units[unit]);
    }

    /** Describes in a few words what a rule with this hook does. */
    public String rule(String hook) {
        return hook.matches("rule-(select|transform)") ? ruleEffect(hook.replace("rule-", "")) : "is notified";
    }

    static String ruleEffect(String hook) {
        return switch (hook) {
            case "select" -> "selects";
            case "transform" -> "changes";
            case "settled" -> "is notified of settled documents";
            default -> "is notified of alerts";
        };
    }

    /** Describes the state of a deletion. */
    public String deletion(String state) {
        return switch (state) {
            case "open" -> "missing";
            case "approved" -> "approved, deleted in the next run";
            case "acting" -> "in progress";
            case "done" -> "deleted on the replica";
            case "rejected" -> "kept";
            case "returned" -> "back on the master";
            default -> plain(state);
        };
    }

    /** Describes the difference between the clocks of an instance and of this machine. */
    public String clock(long seconds) {
        return Math.abs(seconds) < 2 ? "right" : duration(Math.abs(seconds)) + (seconds > 0 ? " fast" : " slow");
    }

    /**
     * Builds an address with a query.
     *
     * @param values names and values in turn; a null value is omitted, together with its name
     */
    public String link(String path, List<Object> values) {
        StringBuilder link = new StringBuilder(path);
        for (int i = 0; i < values.size(); i += 2) {
            if (values.get(i + 1) != null) {
                link.append(link.indexOf("?") < 0 ? '?' : '&')
                        .append(values.get(i))
                        .append('=')
                        .append(URLEncoder.encode(values.get(i + 1).toString(), StandardCharsets.UTF_8));
            }
        }
        return link.toString();
    }

    /** Names a run by its mode, for example {@code full run}. */
    public String run(String mode) {
        return switch (mode) {
            case "dry_run" -> "dry run";
            case "verify" -> "verification";
            default -> mode + " run";
        };
    }

    /** Describes a planned action, in words that follow a number. */
    public String planned(String action) {
        return switch (action) {
            case "blocked" -> "blocked: nothing would be written";
            case "remap" -> "already on the replica, to be mapped again";
            case "adopt" -> "already on the replica, to be adopted";
            case "offer" -> "already on the replica, to be confirmed by you";
            case "drift" -> "edited on the replica";
            case "leave" -> "excluded by a rule";
            case "replace" -> "to get another file";
            case "hold" -> "missing on the master, held for your decision";
            case "delete" -> "missing on the master, to delete";
            case "wait" -> "to wait";
            case "unchanged" -> "unchanged";
            default -> "to " + action;
        };
    }

    /** Formats a time of a page that is printed: {@code 2026-03-01 12:30 UTC}. */
    public String minute(String instant) {
        return Times.minute(Instant.parse(instant));
    }

    /** Names a check of a drill that is not about a single document. */
    public String check(String name) {
        return switch (name) {
            case "sign_in" -> "Sign-in page";
            case "documents" -> "All documents";
            default -> "Filter by " + plain(name);
        };
    }

    /** Formats a key for users, for example {@code auth failed} for {@code auth_failed}. */
    public String plain(String word) {
        return word.replace('_', ' ');
    }
}
