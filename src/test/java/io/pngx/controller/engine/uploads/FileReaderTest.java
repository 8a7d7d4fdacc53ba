package io.pngx.controller.engine.uploads;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pngx.controller.engine.session.BrokenTransferException;
import java.io.ByteArrayInputStream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class FileReaderTest {
    @Test
    void aFileThatIsShorterThanAnnouncedIsNotTaken() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setVariable("header:answer.content-length", "5"); // some proxies write names in lower case

        assertThatThrownBy(() -> new FileReader(null).read(new ByteArrayInputStream(new byte[] {1, 2, 3}), exchange))
                .isInstanceOf(BrokenTransferException.class)
                .hasMessageContaining("3 of 5 bytes");
    }
}
