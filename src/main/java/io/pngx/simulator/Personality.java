package io.pngx.simulator;

/** The simulated release of paperless-ngx, and the differences between releases (paperless-api.md §0, §1). */
enum Personality {
    V2_20("2.20.15", 1, 9, 9),
    V3_0("3.0.5", 9, 10, 10);

    final String version;
    final int lowestApi;
    final int highestApi;
    final int defaultApi;

    Personality(String version, int lowestApi, int highestApi, int defaultApi) {
        this.version = version;
        this.lowestApi = lowestApi;
        this.highestApi = highestApi;
        this.defaultApi = defaultApi;
    }

    boolean isV3() {
        return this == V3_0;
    }

    /** Returns the MD5 on v2, and the SHA-256 on v3. */
    String checksum(Blob blob) {
        return isV3() ? blob.sha256() : blob.md5();
    }
}
