package io.pngx.controller.engine.uploads;

import io.pngx.controller.store.Checksums;
import io.pngx.controller.sync.Hash;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Computes both checksums of a file while the file is read. */
final class FileDigests {
    private final MessageDigest md5 = Hash.digest("MD5");
    private final MessageDigest sha256 = Hash.digest("SHA-256");

    InputStream reading(InputStream bytes) {
        return new DigestInputStream(new DigestInputStream(bytes, md5), sha256);
    }

    /** @return the checksums of the bytes that were read; call this method only once */
    Checksums.Both checksums() {
        HexFormat hex = HexFormat.of();
        return new Checksums.Both(hex.formatHex(md5.digest()), hex.formatHex(sha256.digest()));
    }
}
