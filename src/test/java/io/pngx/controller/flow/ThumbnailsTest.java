package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Thumbnails that pages show, read from the instances through the controller. */
class ThumbnailsTest {
    private static final String THUMBNAIL = "/api/documents/\\d+/thumb/";

    private World world;
    private int paper;

    private void start(Version version) {
        world = World.of(version, version);
        paper = world.master.library().add(NewDocument.text("paper.txt", "The text"));
        world.run();
        world.forgetJournals();
    }

    @AfterEach
    void end() {
        world.close();
    }

    private HttpResponse<byte[]> get(String address) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(world.boot.url() + address))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> ofMaster() throws Exception {
        return get("/documents/" + paper + "/thumbnail");
    }

    private HttpResponse<byte[]> ofCopy() throws Exception {
        return get("/documents/" + paper + "/thumbnail?replica_id="
                + world.replica().id());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse(null);
    }

    private static void assertPlaceholder(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(header(answer, "Location")).startsWith("/static/no-thumbnail.svg");
        assertThat(answer.body()).isEmpty();
    }

    private static int asked(Paperless server) {
        return server.journal().count("GET", THUMBNAIL);
    }

    @ParameterizedTest
    @EnumSource
    void bothEndsShowTheirPicturePrivately(Version version) throws Exception {
        start(version);

        for (HttpResponse<byte[]> answer : List.of(ofMaster(), ofCopy())) {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(header(answer, "Content-Type")).isEqualTo("image/webp");
            assertThat(header(answer, "Cache-Control")).startsWith("private, max-age=");
            assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(header(answer, "Content-Disposition"))
                    .as("no header of the instance")
                    .isNull();
            assertThat(new String(answer.body(), 0, 4, StandardCharsets.US_ASCII))
                    .isEqualTo("RIFF");
        }
        assertThat(asked(world.master)).isEqualTo(1);
        assertThat(asked(world.replica().server())).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = "V3")
    void aMissingThumbnailIsAPlaceholderAndOneThatComesIsShown(Version version) throws Exception {
        start(version);
        world.replica()
                .server()
                .faults()
                .on("GET", THUMBNAIL)
                .once()
                .status(404)
                .json("{\"detail\": \"Not found.\"}");

        assertPlaceholder(ofCopy());

        assertThat(ofCopy().statusCode())
                .as("the instance answered, so it is asked again")
                .isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(names = "V2")
    void anInstanceThatFailsOrIsSlowIsLeftInPeace(Version version) throws Exception {
        start(version);
        world.replica().server().faults().on("GET", THUMBNAIL).once().status(502);
        world.master.faults().on("GET", THUMBNAIL).once().delay(Duration.ofSeconds(20));

        assertPlaceholder(ofCopy());
        assertPlaceholder(ofMaster()); // and not the picture, which comes later
        assertPlaceholder(ofCopy());
        assertPlaceholder(ofMaster());

        assertThat(asked(world.replica().server())).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = "V3")
    void anInstanceThatHangsHoldsUpNoOtherInstance(Version version) throws Exception {
        start(version);
        world.master.faults().on("GET", THUMBNAIL).delay(Duration.ofSeconds(20));
        List<CompletableFuture<HttpResponse<byte[]>>> hanging = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(this::ofMasterLater, task -> new Thread(task).start()))
                .toList();
        assertThat(ofCopy().statusCode()).isEqualTo(200);

        hanging.forEach(each -> assertPlaceholder(each.join()));
    }

    private HttpResponse<byte[]> ofMasterLater() {
        try {
            return ofMaster();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "V3")
    void nothingIsAskedForWhatTheControllerDoesNotKnow(Version version) throws Exception {
        start(version);

        assertThat(get("/documents/4711/thumbnail").statusCode()).isEqualTo(404);
        assertThat(get("/documents/4711/thumbnail?replica_id=" + world.replica().id())
                        .statusCode())
                .isEqualTo(404);
        assertThat(get("/documents/" + paper + "/thumbnail?replica_id=4711").statusCode())
                .isEqualTo(404);
        assertThat(get("/documents/" + paper + "/thumbnail?host=elsewhere").statusCode())
                .isEqualTo(400);
        assertThat(asked(world.master) + asked(world.replica().server())).isZero();
    }
}
