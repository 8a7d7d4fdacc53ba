package io.pngx.controller.paperless;

import io.pngx.controller.text.Text;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The supported versions of paperless-ngx, 2.16 to 2.20 and 3.x, and the differences between them. */
public enum Dialect {
    V2,
    V3;

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)(\\..*)?");

    /** @throws PaperlessException of kind UNSUPPORTED if the version is not supported */
    public static Dialect of(String version) {
        Matcher matcher = VERSION.matcher(String.valueOf(version));
        if (matcher.matches()) {
            int major = Integer.parseInt(matcher.group(1));
            int minor = Integer.parseInt(matcher.group(2));
            if (major == 2 && minor >= 16) {
                return V2;
            }
            if (major == 3) {
                return V3;
            }
        }
        throw new PaperlessException(
                PaperlessException.Kind.UNSUPPORTED,
                Text.of(
                        "runs paperless-ngx {0}, which is not supported; supported are 2.16 to 2.20 and 3.x.",
                        String.valueOf(version)));
    }

    /** Returns whether the consumer accepts bytes that the instance already has (paperless-api.md §5, Duplicates). */
    public boolean acceptsDuplicates() {
        return this == V3;
    }

    /** Returns whether a document can have several versions of its file (paperless-api.md §4). */
    public boolean keepsVersions() {
        return this == V3;
    }

    /** Returns the checksum by which this version identifies an original: MD5 on v2, SHA-256 on v3. */
    public String checksum(String md5, String sha256) {
        return this == V2 ? md5 : sha256;
    }
}
