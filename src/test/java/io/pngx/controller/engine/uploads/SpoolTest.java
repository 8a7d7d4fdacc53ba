package io.pngx.controller.engine.uploads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pngx.controller.engine.session.BrokenTransferException;
import io.pngx.controller.engine.session.Spooled;
import io.pngx.controller.store.MachineFault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    @TempDir
    Path folder;

    /** An endless stream of zeros. */
    private static final class Endless extends InputStream {
        private long read;

        @Override
        public int read() {
            read++;
            return 0;
        }

        @Override
        public int read(byte[] bytes, int from, int length) {
            read += length;
            return length;
        }
    }

    @Test
    void aSmallOriginalStaysInMemory() throws Exception {
        byte[] original = new byte[Spool.IN_MEMORY];
        Spooled file = receive(original);

        assertThat(file.bytes()).isEqualTo(original);
        assertThat(file.size()).isEqualTo(original.length);
        assertThat(file.md5()).isEqualTo(md5(original));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void aLargerOriginalIsStoredOnDisk() throws Exception {
        byte[] original = new byte[Spool.IN_MEMORY + 1];
        original[Spool.IN_MEMORY] = 1;
        Spooled file = receive(original);

        assertThat(file.isInMemory()).isFalse();
        assertThat(file.path()).hasBinaryContent(original);
        assertThat(file.size()).isEqualTo(original.length);
        assertThat(file.md5()).isEqualTo(md5(original));
    }

    private static String md5(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    }

    private Spooled receive(byte[] original) {
        return new Spool(folder)
                .receive(new ByteArrayInputStream(original), null, new DefaultExchange(new DefaultCamelContext()));
    }

    @Test
    void aDiskThatIsFullBeforeTheFirstByteIsAboutTheMachine() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        Spool spool = new Spool(folder, Long.MAX_VALUE);

        assertThatThrownBy(() -> spool.receive(new Endless(), null, exchange))
                .matches(e -> MachineFault.in(e).equals(Optional.of(MachineFault.DISK_FULL)));
    }

    @Test
    void anOriginalWithoutAnEndLeavesRoomOnTheDiskForTheDatabase() throws IOException {
        Endless original = new Endless();
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        Spool spool = new Spool(folder, Files.getFileStore(folder).getUsableSpace() - (20 << 20));

        assertThatThrownBy(() -> spool.receive(original, null, exchange))
                .isInstanceOf(BrokenTransferException.class)
                .as("is about this document: others go on")
                .hasMessageContaining("too large for the free disk");

        assertThat(original.read).isLessThan(256 << 20);
        UnitOfWorkHelper.doneSynchronizations(
                exchange, exchange.getExchangeExtension().handoverCompletions());
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }
}
