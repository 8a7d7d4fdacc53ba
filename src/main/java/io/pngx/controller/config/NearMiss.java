package io.pngx.controller.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds environment variables that are probably mistyped settings. Without this check, the controller would ignore the
 * variable and start with an unwanted default.
 *
 * <p>A name is near to the name of a setting if few edits change one name into the other. The maximum is one edit for
 * every five letters of the setting, but never more than two edits. An edit adds, removes or replaces a letter, or
 * swaps two neighbouring letters. Case is ignored. If the environment also has a variable with the correct name, the
 * near variable does not count as mistyped, because it may belong to another program.
 */
final class NearMiss {
    private static final int LETTERS_PER_EDIT = 5;
    private static final int MAX_EDITS = 2;

    private NearMiss() {}

    /**
     * Refuses a mistyped setting.
     *
     * @throws SettingsException for the first variable, in alphabetical order, that is near to the name of a setting
     */
    static void refuse(Map<String, String> given, Set<String> settings) {
        for (String name : new TreeSet<>(given.keySet())) {
            List<String> candidates = nearest(name, settings);
            if (!candidates.isEmpty() && candidates.stream().noneMatch(setting -> isGiven(setting, given.keySet()))) {
                String setting = candidates.get(0);
                throw new SettingsException(name + " is not a setting; did you mean " + setting
                        + "? Rename the variable, or remove it. If another program needs " + name + ", set " + setting
                        + " as well.");
            }
        }
    }

    /**
     * Returns the names of settings that are nearest to a name; none if no setting is near enough, or if the name is
     * itself a setting.
     */
    private static List<String> nearest(String name, Set<String> settings) {
        // HTTPS_PORT and similar variables belong to a proxy that terminates TLS.
        if (settings.contains(name) || name.startsWith("HTTPS_")) {
            return List.of();
        }
        int minimum = settings.stream()
                .mapToInt(setting -> edits(name, setting))
                .min()
                .orElse(Integer.MAX_VALUE);
        return settings.stream()
                .filter(setting -> edits(name, setting) == minimum && minimum <= allowed(setting))
                .sorted()
                .toList();
    }

    private static boolean isGiven(String setting, Set<String> given) {
        String direct = setting.replaceFirst("_FILE$", "");
        return given.contains(direct) || given.contains(direct + "_FILE");
    }

    private static int allowed(String setting) {
        return Math.min(MAX_EDITS, setting.length() / LETTERS_PER_EDIT);
    }

    /** Returns the number of edits between two names. */
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
                int substitution = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + substitution, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
