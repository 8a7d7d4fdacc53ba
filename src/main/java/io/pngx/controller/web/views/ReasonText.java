package io.pngx.controller.web.views;

import io.pngx.controller.text.Text;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises the English reasons that queries make, or that the database holds, so that pages can show them in another
 * language. A reason that is not known stays as it is.
 */
final class ReasonText {
    /** The known reasons, with places for values. */
    private static final List<Text> KNOWN = List.of(
            // Made by the SQL of the status of documents
            Text.of("The replica has no copy, and no run has planned one."),
            Text.of("New on the master."),
            Text.of("A verification found a difference. The next run compares the copy."),
            Text.of("Changed on the master, or to be compared again."),
            Text.of("A full run compares it."),
            Text.of("Missing on the replica."),
            Text.of("Its document links wait for other documents."),
            Text.of("Its file must be compared."),
            Text.of("Its adoption waits for your decision."),
            Text.of("Missing on the master. A later run checks again, and then decides on the copy."),
            Text.of("The rule \"{0}\" does not select the document. A later run decides on the copy.", ""),
            Text.of("The next run moves the copy to the replica's trash."),
            Text.of("You decided to keep the copy on the replica."),
            Text.of("The rule \"{0}\" does not select the document.", ""),
            Text.of(
                    "The rule \"{0}\" does not select the document; you decided to keep its copy, which is no longer kept"
                            + " equal.",
                    ""),
            Text.of("The rule \"{0}\" does not select the document; its copy is no longer kept equal.", ""),
            Text.of("Contested: something on the replica keeps changing the copy."),
            Text.of("The last verification found a difference."),
            // Reasons of held deletions
            Text.of("Every deletion waits for your decision."),
            Text.of("The replica had this document before the controller."),
            Text.of(
                    "The document was never seen in the master's trash. Someone purged the trash, or the master lost the"
                            + " document."),
            Text.of(
                    "Over the limit for automatic deletions: {0} due now and {1} done in the last 24 hours, at most {2}"
                            + " allowed.",
                    "", "", ""),
            Text.of("The foreign document {0} of the replica uses the lookup.", ""),
            Text.of("The foreign tag \"{0}\" is a child of this tag, and would be deleted with it.", ""),
            // Results of verifications
            Text.of("The replica has no file for document {0}: run its sanity checker.", ""),
            Text.of("The file of document {0} on the replica has other bytes than the master's.", ""),
            Text.of("The file of document {0} could not be checked.", ""),
            Text.of("Document {0} of the replica differs from the master's ({1}).", "", ""));

    private static final List<Pattern> PATTERNS =
            KNOWN.stream().map(Text::pattern).map(ReasonText::expression).toList();

    private ReasonText() {}

    /** Returns a reason as a text, with a translation if the reason is known. Returns null for null. */
    static Text of(String english) {
        if (english == null) {
            return null;
        }
        for (int i = 0; i < PATTERNS.size(); i++) {
            Optional<Text> found = match(KNOWN.get(i).pattern(), PATTERNS.get(i).matcher(english));
            if (found.isPresent()) {
                return found.get();
            }
        }
        return Text.verbatim(english);
    }

    private static Optional<Text> match(String pattern, Matcher matcher) {
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Object[] values = new Object[matcher.groupCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = matcher.group(i + 1);
        }
        return Optional.of(Text.of(pattern, values));
    }

    /** Returns a regular expression for the sentences with a pattern. The numbers of the places must ascend. */
    private static Pattern expression(String pattern) {
        return Pattern.compile("\\Q" + pattern.replaceAll("\\{\\d}", "\\\\E(.+?)\\\\Q") + "\\E", Pattern.DOTALL);
    }
}
