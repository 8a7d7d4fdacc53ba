package io.pngx.controller.paperless;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What differs between the supported versions of paperless-ngx: 2.16 to 2.20, and 3.x. */
public enum Dialect {
    V2,
    V3;

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)(\\..*)?");

    /** @throws PaperlessException UNSUPPORTED for a version that is not supported */
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
                null,
                "runs paperless-ngx " + version + ", which is not supported; supported are 2.16 to 2.20 and 3.x.");
    }

    /** Does the consumer accept bytes that it holds already (paperless-api.md §5, Duplicates)? */
    public boolean acceptsDuplicates() {
        return this == V3;
    }

    /** Can a document have several files, one version after the other (paperless-api.md §4)? */
    public boolean keepsVersions() {
        return this == V3;
    }

    /** The checksum of an original in this dialect's kind: MD5 on v2, SHA-256 on v3. */
    public String checksum(String md5, String sha256) {
        return this == V2 ? md5 : sha256;
    }
}
