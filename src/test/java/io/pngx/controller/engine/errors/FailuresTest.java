package io.pngx.controller.engine.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.MachineFault;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailuresTest {
    @Test
    void aConnectionThatBreaksWhileDescriptorsAreShortMayHaveSentAll() {
        for (IOException e :
                List.of(new SocketException("Connection reset"), new SocketTimeoutException("Read timed out"))) {
            assertThat(ExceptionCause.mayBeSent(MachineFault.NO_DESCRIPTORS, e))
                    .as(e.toString())
                    .isTrue();
        }
    }

    @Test
    void withoutADescriptorNothingWasSent() {
        for (IOException e : List.of(
                new ConnectException("refused"),
                new UnknownHostException("attic"),
                new SocketException("Too many open files"),
                new FileNotFoundException("/data/spool/1 (Too many open files)"),
                new IOException("no socket", new SocketException("Too many open files")))) {
            assertThat(ExceptionCause.mayBeSent(MachineFault.NO_DESCRIPTORS, e))
                    .as(e.toString())
                    .isFalse();
        }
    }

    @Test
    void whatWasSentMayOnlyNotBeRecorded() {
        IOException full = new IOException("No space left on device");
        assertThat(ExceptionCause.mayBeSent(MachineFault.DISK_FULL, full)).isTrue();
    }
}
