package io.pngx.controller.web.views;

import io.pngx.controller.sync.Quantities;
import io.pngx.controller.sync.Readable;
import io.pngx.controller.text.Text;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Formats numbers, times and states for users. Times are rounded, so that an idle page does not change within a minute.
 */
public final class Formats {
    private static final long SECONDS_OF_DAY = 86_400;
    private static final long TWO_DAYS = 2 * SECONDS_OF_DAY;

    /** Creates a text from an English pattern and the values of its placeholders, for expressions of templates. */
    public Text text(String pattern, Object... values) {
        return Text.of(pattern, values);
    }

    /** Creates a text without values, for calls in which OGNL does not find the method with variable arguments. */
    public Text text(String sentence) {
        return Text.of(sentence);
    }

    public Text ago(String instant) {
        long seconds = Duration.between(Instant.parse(instant), Instant.now()).toSeconds();
        if (seconds < -5) {
            return in(-seconds);
        }
        return seconds < 60 ? Text.of("just now") : Quantities.ago(seconds);
    }

    /** Days have a pattern of their own, because languages inflect them after "in" and before "ago". */
    private Text in(long seconds) {
        return seconds < TWO_DAYS
                ? Text.of("in {0}", duration(seconds))
                : Text.of("in {0} days", seconds / SECONDS_OF_DAY);
    }

    /** Formats a time at which something is due: {@code in 7 min}, or {@code now} if the time has passed. */
    public Text until(String instant) {
        long seconds = Duration.between(Instant.now(), Instant.parse(instant)).toSeconds();
        return due(instant) ? Text.of("now") : in(seconds);
    }

    /** @return whether something is due: its time has passed, or passes within seconds */
    public boolean due(String instant) {
        return Duration.between(Instant.now(), Instant.parse(instant)).toSeconds() < 5;
    }

    /** Formats a duration in the largest unit in which the number is 2 or more: {@code 90 min}, {@code 2 h}. */
    public Text duration(long seconds) {
        return Quantities.duration(seconds);
    }

    /** Formats the duration between two instants. */
    public Text between(String from, String to) {
        return duration(Math.max(
                0, Duration.between(Instant.parse(from), Instant.parse(to)).toSeconds()));
    }

    public Text number(long number) {
        return Text.of("{0}", number);
    }

    /** Formats a number of things: {@code 1 document}, {@code 1,200 documents}. */
    public Text counted(long number, String one, String many) {
        return Text.counted(number, one, many);
    }

    public Text bytes(long bytes) {
        if (bytes < 1_000) {
            return Text.of("{0} {1}", bytes, "B");
        }
        String[] units = {"kB", "MB", "GB", "TB"};
        double value = bytes / 1000.0;
        int unit = 0;
        while (value >= 999.95 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        Object number = value < 10 ? (Object) (Math.round(value * 10) / 10.0) : String.valueOf(Math.round(value));
        return Text.of("{0} {1}", number, units[unit]);
    }

    /** Describes in a few words what a rule with this hook does. */
    public Text rule(String hook) {
        return hook.matches("rule-(select|transform)") ? ruleEffect(hook.replace("rule-", "")) : Text.of("is notified");
    }

    static Text ruleEffect(String hook) {
        return switch (hook) {
            case "select" -> Text.of("selects");
            case "transform" -> Text.of("changes");
            case "settled" -> Text.of("is notified of settled documents");
            default -> Text.of("is notified of alerts");
        };
    }

    /** Describes the state of a deletion. */
    public Text deletion(String state) {
        return switch (state) {
            case "open" -> Text.of("missing");
            case "approved" -> Text.of("approved, deleted in the next run");
            case "acting" -> Text.of("in progress");
            case "done" -> Text.of("deleted on the replica");
            case "rejected" -> Text.of("kept");
            case "returned" -> Text.of("back on the master");
            default -> plain(state);
        };
    }

    /** Names the status of a document, or a filter of the list of documents. */
    public Text status(String word) {
        return StatusText.label(word);
    }

    /**
     * Explains the status of a document, or a filter of the list of documents, in one sentence; null: no explanation.
     */
    public Text statusHelp(String word) {
        return StatusText.help(word);
    }

    /** Returns the status filters of the document list, in the order of the form. */
    public List<String> statusFilters() {
        return StatusText.FILTERS;
    }

    /** Describes the difference between the clocks of an instance and of this machine. */
    public Text clock(long seconds) {
        Text difference = duration(Math.abs(seconds));
        return Math.abs(seconds) < 2
                ? Text.of("right")
                : seconds > 0 ? Text.of("{0} fast", difference) : Text.of("{0} slow", difference);
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
    public Text run(String mode) {
        return switch (mode) {
            case "dry_run" -> Text.of("dry run");
            case "verify" -> Text.of("verification");
            case "full" -> Text.of("full run");
            case "incremental" -> Text.of("incremental run");
            default -> plain(mode);
        };
    }

    /** Describes a planned action, in words that follow a number. */
    public Text planned(String action) {
        return switch (action) {
            case "blocked" -> Text.of("blocked: nothing would be written");
            case "remap" -> Text.of("already on the replica, to be mapped again");
            case "adopt" -> Text.of("already on the replica, to be adopted");
            case "offer" -> Text.of("already on the replica, to be confirmed by you");
            case "drift" -> Text.of("edited on the replica");
            case "leave" -> Text.of("excluded by a rule");
            case "replace" -> Text.of("to get another file");
            case "hold" -> Text.of("missing on the master, held for your decision");
            case "delete" -> Text.of("missing on the master, to delete");
            case "wait" -> Text.of("to wait");
            case "unchanged" -> Text.of("unchanged");
            case "create" -> Text.of("to create");
            case "change" -> Text.of("to change");
            case "upload" -> Text.of("to upload");
            case "restore" -> Text.of("to restore");
            default -> plain(action);
        };
    }

    /** Names a check of a drill that is not about a single document. */
    public Text check(String name) {
        return switch (name) {
            case "sign_in" -> Text.of("Sign-in page");
            case "documents" -> Text.of("All documents");
            default -> Text.of("Filter by {0}", plain(name));
        };
    }

    /** Formats a key for users, for example {@code auth failed} for {@code auth_failed}. */
    public Text plain(String word) {
        return Text.of(word.replace('_', ' '));
    }

    /** Names the field of a document or lookup with a key, for example {@code storage path}. */
    public Text field(String key) {
        return Readable.field(key);
    }

    /** Names the fields of a document or lookup with some keys. */
    public Text fields(List<String> keys) {
        return Readable.fields(keys);
    }
}
