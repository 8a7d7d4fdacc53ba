package io.pngx.controller.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds variables that were probably meant to be ours. A mistyped name would otherwise be ignored, and
 * the controller would start on a default that nobody wanted.
 *
 * <p>The rule: same letters in another case, or one edit for every five letters of our name, two at
 * most; an edit is a letter too many, too few, wrong, or swapped with its neighbour. Where the setting
 * is there under its right name, or as a file, nothing was mistyped: this is also the way out for a
 * variable that belongs to another program.
 */
final class NearMiss {
    private static final int LETTERS_PER_EDIT = 5;
    private static final int MOST_EDITS = 2;

    private NearMiss() {}

    /** @throws SettingsException naming the first variable, in alphabetical order, that looks like one of ours */
    static void refuse(Map<String, String> given, Set<String> ours) {
        for (String name : new TreeSet<>(given.keySet())) {
            List<String> meant = nearest(name, ours);
            if (!meant.isEmpty() && meant.stream().noneMatch(our -> isGiven(our, given.keySet()))) {
                String our = meant.get(0);
                throw new SettingsException(name + " is not a setting; did you mean " + our
                        + "? Rename it, or remove it (if another program needs it, set " + our + " as well).");
            }
        }
    }

    /** Our names that are as near to this one as any, if one is near enough; none for a name of ours. */
    private static List<String> nearest(String name, Set<String> ours) {
        // HTTPS_PORT and the like are about TLS, which is another program's business here.
        if (ours.contains(name) || name.startsWith("HTTPS_")) {
            return List.of();
        }
        int least = ours.stream().mapToInt(our -> edits(name, our)).min().orElse(Integer.MAX_VALUE);
        return ours.stream()
                .filter(our -> edits(name, our) == least && least <= allowed(our))
                .sorted()
                .toList();
    }

    private static boolean isGiven(String our, Set<String> given) {
        String direct = our.replaceFirst("_FILE$", "");
        return given.contains(direct) || given.contains(direct + "_FILE");
    }

    private static int allowed(String our) {
        return Math.min(MOST_EDITS, our.length() / LETTERS_PER_EDIT);
    }

    /** Edit distance, a swap of neighbours counted as one edit, without regard to case. */
    static int edits(String first, String second) {
        String a = first.toUpperCase(Locale.ROOT);
        String b = second.toUpperCase(Locale.ROOT);
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int wrong = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + wrong, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
