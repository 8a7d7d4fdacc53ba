package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.BrokenTransferException;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.store.Checksums;
import io.pngx.controller.text.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/** Computes the checksums of a file without keeping the file. */
public final class FileReader {
    private final Checksums checksums;

    public FileReader(Checksums checksums) {
        this.checksums = checksums;
    }

    /**
     * Reads the file from the variable of the last answer, because the body of the exchange is the job.
     *
     * @throws BrokenTransferException if the file arrived incomplete
     */
    public Checksums.Both read(@Variable(ExchangeNames.ANSWER) InputStream bytes, Exchange exchange) {
        String length = Received.header(exchange, ExchangeNames.ANSWER, "Content-Length")
                .orElse(null);
        MessageDigest md5 = digest("MD5");
        MessageDigest sha256 = digest("SHA-256");
        long size;
        try (InputStream in = new DigestInputStream(new DigestInputStream(bytes, md5), sha256)) {
            size = in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new BrokenTransferException(Text.of("A file arrived incomplete: {0}.", e.getMessage()));
        }
        if (length != null && !length.equals(String.valueOf(size))) {
            throw new BrokenTransferException(
                    Text.of("A file arrived incomplete: {0} of {1} bytes.", String.valueOf(size), length));
        }
        HexFormat hex = HexFormat.of();
        Checksums.Both both = new Checksums.Both(hex.formatHex(md5.digest()), hex.formatHex(sha256.digest()));
        checksums.put(both.md5(), both.sha256());
        return both;
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has MD5 and SHA-256
        }
    }
}
