package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.BrokenTransferException;
import io.pngx.controller.engine.session.Etag;
import io.pngx.controller.engine.session.Spooled;
import io.pngx.controller.store.Checksums;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.Machine;
import io.pngx.controller.store.MachineFault;
import io.pngx.controller.text.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Receives an original before its upload. The checksums are known before the upload, and an incomplete download is
 * never uploaded. A small original stays in memory. A larger original is stored on disk, so that memory use does not
 * depend on the size of the file.
 */
public final class Spool implements AggregationStrategy {
    /** Size up to which an original stays in memory, in bytes. */
    static final int IN_MEMORY = 128 << 10;

    private static final int CHECK_SPACE_EVERY = 8 << 20;

    private final Path folder;
    private final long reserve;
    private volatile boolean linking = true;
    private volatile Runnable onShortage = () -> {};

    /** @param folder the folder of the files; the constructor deletes files of an earlier process */
    public Spool(Path folder) {
        this(folder, Machine.RESERVE);
    }

    Spool(Path folder, long reserve) {
        this.folder = folder;
        this.reserve = reserve;
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            try (Stream<Path> left = Files.list(folder)) {
                for (Path file : left.toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new Database.Unusable("The folder " + folder + " can't be used for files in transit ("
                    + e.getMessage() + "); it must be a folder that this user may write to.");
        }
    }

    /** Adds the master's file to the job. The file is deleted when the exchange of the job ends. */
    @Override
    public Exchange aggregate(Exchange exchange, Exchange answer) {
        // Attributes a failure of the next steps to the master, even if a replica was called before.
        exchange.setProperty(Exchange.TO_ENDPOINT, answer.getProperty(Exchange.TO_ENDPOINT));
        Message message = answer.getMessage();
        exchange.getMessage()
                .getBody(UploadJob.class)
                .setFile(
                        receive(message.getBody(InputStream.class), message.getHeader("ETag", String.class), exchange));
        return exchange;
    }

    /**
     * Receives a file.
     *
     * @param etag the checksum of the file in the master's database (paperless-api.md §4); null if unknown
     * @throws BrokenTransferException if the bytes have another checksum or arrived incomplete
     */
    Spooled receive(InputStream bytes, String etag, Exchange exchange) {
        FileDigests digests = new FileDigests();
        Path file = null;
        byte[] small = null;
        long size;
        try (InputStream in = digests.reading(bytes)) {
            if (isSpaceShort()) {
                throw new IOException(MachineFault.NO_SPACE);
            }
            byte[] start = in.readNBytes(IN_MEMORY + 1);
            if (start.length <= IN_MEMORY) {
                small = start;
                size = start.length;
            } else {
                file = create();
                deleteAfter(exchange, file);
                try (OutputStream out = Files.newOutputStream(file)) {
                    out.write(start);
                    size = copy(in, out, start.length);
                }
            }
        } catch (IOException e) {
            if (MachineFault.in(e).isPresent()) {
                throw new UncheckedIOException(e); // a fault of this machine, not of the master or the document
            }
            throw new BrokenTransferException(
                    Text.of("The original arrived incomplete from the master: {0}.", e.getMessage()));
        }
        Checksums.Both checksums = digests.checksums();
        Spooled spooled = new Spooled(file, small, size, checksums.md5(), checksums.sha256());
        String known = Etag.checksum(etag).orElse(null);
        if (known != null && !known.equals(spooled.md5()) && !known.equals(spooled.sha256())) {
            throw new BrokenTransferException(Text.of(
                    "The original does not match the checksum in the master's database ({0} bytes, checksum {1} "
                            + "expected): either a proxy cut the transfer, or the file on the master is damaged. Check"
                            + " the proxy in front of the master, and run the sanity checker on the master.",
                    String.valueOf(size), known));
        }
        return spooled;
    }

    /**
     * Shares an original with the exchange: creates a hard link to a file on disk, which is deleted when the exchange
     * ends.
     *
     * @return empty if the file system does not support hard links
     */
    Optional<Spooled> link(Spooled file, Exchange exchange) {
        Optional<Spooled> linked = link(file);
        linked.filter(named -> !named.isInMemory()).ifPresent(named -> deleteAfter(exchange, named.path()));
        return linked;
    }

    /** @return whether hard links can be created; false after the first failure */
    boolean canLink() {
        return linking;
    }

    /**
     * Sets an action that frees space. If space is short, this action runs first. Only if space is still short, a
     * document fails or runs are paused.
     */
    void onShortage(Runnable action) {
        onShortage = action;
    }

    /** @return whether this number of bytes is free in addition to the reserve */
    boolean hasSpareSpace(long bytes) {
        try {
            return freeSpace() > reserve + bytes;
        } catch (IOException e) {
            return false;
        }
    }

    /** Creates a hard link to a file on disk, which the caller deletes. Returns an original in memory as it is. */
    Optional<Spooled> link(Spooled file) {
        if (file.isInMemory()) {
            return Optional.of(file);
        }
        Path name = folder.resolve("original-" + UUID.randomUUID() + ".part");
        try {
            Files.createLink(name, file.path());
        } catch (IOException | UnsupportedOperationException e) {
            linking = false;
            return Optional.empty();
        }
        return Optional.of(new Spooled(name, null, file.size(), file.md5(), file.sha256()));
    }

    void delete(Spooled file) {
        if (!file.isInMemory()) {
            file.path().toFile().delete();
        }
    }

    /**
     * Copies the rest of an original, and keeps a reserve of disk space free. Too little space before the first byte is
     * a fault of the machine. If space becomes short during the copy, the original is too large, and only its document
     * fails.
     *
     * @param copied number of bytes that are copied already
     * @return the size of the original
     */
    private long copy(InputStream in, OutputStream out, long copied) throws IOException {
        byte[] some = new byte[1 << 16];
        long size = copied;
        for (int count = in.read(some); count >= 0; count = in.read(some)) {
            if (size % CHECK_SPACE_EVERY < count && isSpaceShort()) {
                throw new BrokenTransferException(Text.of(
                        "The original is too large for the free disk of the controller: the download was stopped after "
                                + "{0} MiB, so that {1} MiB stay free for the database. Free some space on the volume "
                                + "of the database.",
                        String.valueOf(size >> 20), String.valueOf(reserve >> 20)));
            }
            out.write(some, 0, count);
            size += count;
        }
        return size;
    }

    private boolean isSpaceShort() throws IOException {
        if (freeSpace() >= reserve) {
            return false;
        }
        onShortage.run();
        return freeSpace() < reserve;
    }

    /**
     * Returns the free space of the folder's volume. Asks the folder first, because a file store is slower: it reads
     * the list of all mounted file systems.
     */
    private long freeSpace() throws IOException {
        long free = folder.toFile().getUsableSpace(); // 0 may also mean that the folder can't be read
        return free > 0 ? free : Files.getFileStore(folder).getUsableSpace();
    }

    private Path create() {
        try {
            return Files.createTempFile(folder, "original-", ".part");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteAfter(Exchange exchange, Path file) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                file.toFile().delete();
            }
        });
    }
}
