package io.pngx.controller.engine.uploads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pngx.controller.engine.session.BrokenTransferException;
import io.pngx.controller.store.MachineFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
