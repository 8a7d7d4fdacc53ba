package io.pngx.controller.sync;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares versions of the controller, or of paperless-ngx. */
public final class Releases {
    private static final Pattern VERSION = Pattern.compile("v?([0-9]{1,6}(?:\\.[0-9]{1,6}){0,3})(-.+)?");

    private Releases() {}

    /**
     * Returns whether a release is newer than this version. A pre-release and a name that is no version are never
     * newer.
     */
    public static boolean isNewer(String release, String own) {
        Matcher there = VERSION.matcher(release);
        Matcher here = VERSION.matcher(own);
        if (!there.matches() || there.group(2) != null || !here.matches()) {
            return false;
        }
        int order = Arrays.compare(numbers(there.group(1)), numbers(here.group(1)));
        return order > 0 || order == 0 && here.group(2) != null;
    }

    private static int[] numbers(String version) {
        int[] given =
                Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
        return Arrays.copyOf(given, 4);
    }
}
