package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.BrokenTransferException;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.store.Checksums;
import io.pngx.controller.text.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
        FileDigests digests = new FileDigests();
        long size;
        try (InputStream in = digests.reading(bytes)) {
            size = in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new BrokenTransferException(Text.of("A file arrived incomplete: {0}.", e.getMessage()));
        }
        if (length != null && !length.equals(String.valueOf(size))) {
            throw new BrokenTransferException(
                    Text.of("A file arrived incomplete: {0} of {1} bytes.", String.valueOf(size), length));
        }
        Checksums.Both both = digests.checksums();
        checksums.put(both.md5(), both.sha256());
        return both;
    }
}
