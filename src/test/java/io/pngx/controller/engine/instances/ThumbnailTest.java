package io.pngx.controller.engine.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThumbnailTest {
    private static Thumbnail read(String type, InputStream answer) throws IOException {
        return new Thumbnail.Reader().read(answer, type);
    }

    private static InputStream bytes(int count) {
        return new ByteArrayInputStream(new byte[count]);
    }

    @ParameterizedTest
    @CsvSource({"image/webp, image/webp", "Image/PNG, image/png", "image/jpeg; q=1, image/jpeg"})
    void aPictureIsPassedOn(String sent, String type) throws IOException {
        Thumbnail thumbnail = read(sent, bytes(7));

        assertThat(thumbnail.type()).isEqualTo(type);
        assertThat(thumbnail.picture()).hasSize(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"image/svg+xml", "text/html", "application/json", "image/webp2", ""})
    void nothingElseIs(String type) {
        assertThatThrownBy(() -> read(type, bytes(7)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("allowed type");
    }

    @Test
    void anAnswerWithoutATypeIsNone() {
        assertThatThrownBy(() -> read(null, bytes(7))).isInstanceOf(IOException.class);
    }

    @Test
    void anEmptyOneIsNone() {
        assertThatThrownBy(() -> read("image/png", bytes(0)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("empty");
    }

    @Test
    void anEndlessOneIsNotReadToItsEnd() throws IOException {
        assertThat(read("image/png", bytes(Thumbnail.LARGEST)).picture()).hasSize(Thumbnail.LARGEST);
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 1;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                return length;
            }
        };

        assertThatThrownBy(() -> read("image/png", endless))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("too large");
    }
}
