package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.simulator.DocumentView;
import io.pngx.simulator.Paperless;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Originals are buffered on disk, so that memory use does not depend on their size. */
class BigFileTest {
    private static final long MIB = 1 << 20;

    /** Generates a number of bytes that begin like a PDF. */
    private static final class Generated extends InputStream {
        private final byte[] block = new byte[(int) MIB];
        private long left;
        private int position;

        Generated(long size) {
            left = size;
            new Random(size).nextBytes(block);
            byte[] head = "%PDF-1.4\n".getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(head, 0, block, 0, head.length);
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int from, int length) {
            if (left == 0) {
                return -1;
            }
            int count = (int) Math.min(left, Math.min(length, block.length - position));
            System.arraycopy(block, position, to, from, count);
            left -= count;
            position += count;
            if (position == block.length) {
                position = 0;
                block[20]++; // no two blocks are equal, so that a lost or repeated block changes the checksum
            }
            return count;
        }
    }

    @Test
    @DisabledIfSystemProperty(named = "pngx.soak", matches = "true")
    void aFileOf112MiBPassesThrough96MiBOfMemory() throws Exception {
        passes(112 * MIB, "96m", Version.V2);
    }

    @Test
    @EnabledIfSystemProperty(named = "pngx.soak", matches = "true")
    void twoFilesOf1GiBPassThrough128MiBOfMemoryToTwoReplicasAtOnce() throws Exception {
        passes(1024 * MIB, "128m", Version.V2, Version.V3);
    }

    private static void passes(long size, String memory, Version... versions) throws Exception {
        Paperless master = Version.V2.start();
        List<Paperless> replicas = new ArrayList<>();
        try (SecondJvm controller = new SecondJvm(memory)) {
            for (Version version : versions) {
                replicas.add(version.start());
            }
            upload(master, "big.pdf", size);
            upload(master, "bigger.pdf", size + 12_345);
            master.worker().awaitIdle(Duration.ofMinutes(10));
            master.journal().clear();
            controller.configure(master, replicas, 2, Duration.ofMinutes(30));
            controller.start();
            controller.awaitSuccess(replicas.size(), Duration.ofMinutes(15));
            for (Paperless replica : replicas) {
                assertThat(Equal.differences(master, replica)).isEmpty();
                assertThat(replica.library().documents())
                        .extracting(DocumentView::size)
                        .contains(size, size + 12_345);
                assertThat(World.uploads(replica)).isEqualTo(2);
                World.assertNothingDeleted(replica);
            }
            assertThat(master.journal().writes()).isEmpty();
            assertThat(controller.spooled()).isEmpty();
        } finally {
            master.close();
            replicas.forEach(Paperless::close);
        }
    }

    private static void upload(Paperless master, String name, long size) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(master.url() + "/api/documents/post_document/"))
                .header("Authorization", "Token " + master.adminToken())
                .header("Content-Type", "multipart/form-data; boundary=edge")
                .POST(BodyPublishers.concat(
                        BodyPublishers.ofString(
                                "--edge\r\nContent-Disposition: form-data; name=\"document\"; filename=\"" + name
                                        + "\"\r\n\r\n"),
                        BodyPublishers.ofInputStream(() -> new Generated(size)),
                        BodyPublishers.ofString("\r\n--edge--\r\n")))
                .build();
        HttpResponse<String> answer = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}
