package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.LookupKind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers of a replica about the probe tag name another id. The probe tag is removed, and no other tag. */
class SpoiltProofTest extends Trouble {
    private static final long UNUSED_ID = 4_000_000_000L;

    private LyingProxy proxy;
    private String spoiltRequest;
    private long spoiltId = UNUSED_ID;

    @AfterEach
    void closeProxy() {
        if (proxy != null) {
            proxy.close();
        }
    }

    /** Spoils the id of the tag in the first answer to such a request. */
    private RawAnswer spoil(String request, RawAnswer answer) {
        if (spoiltRequest == null || !request.startsWith(spoiltRequest)) {
            return answer;
        }
        spoiltRequest = null;
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        return answer.replace(body, body.replaceFirst("\"id\": ?\\d+", "\"id\":" + spoiltId));
    }

    private void replicaBehindProxy() {
        world(Version.V3);
        addSome(2);
        proxy = new LyingProxy(server().port(), this::spoil);
        world.boot
                .replicas()
                .configure(
                        world.replica().id(),
                        row().name(),
                        proxy.url(),
                        world.boot.vault().encrypt(server().adminToken()),
                        true,
                        null,
                        20);
        world.boot.connections().refresh();
    }

    private void assertFails() {
        assertThat(world.runOnce().state()).isEqualTo(Run.State.FAILED);
    }

    private void assertProbesRemoved() {
        world.run();
        world.assertEqual();
        assertThat(server().library().lookups(LookupKind.TAG))
                .extracting(lookup -> lookup.name())
                .noneMatch(name -> name.startsWith("pngx-controller-probe-"));
    }

    @Test
    void theCreatedTagIsRemovedWithItsRealId() {
        replicaBehindProxy();
        spoiltRequest = "POST /api/tags/";
        assertFails();
        assertProbesRemoved();
    }

    @Test
    void aLeftoverThatIsFoundWithAnotherIdIsSearchedAgain() {
        replicaBehindProxy();
        spoiltRequest = "POST /api/tags/";
        assertFails();
        spoiltRequest = "GET /api/tags/?name__iexact=pngx-controller-probe-";
        assertFails();
        assertProbesRemoved();
    }

    @Test
    void aTagOfTheReplicaStays() {
        replicaBehindProxy();
        spoiltId = Papers.lookup(server().api(), "tags", "name", "Own");
        spoiltRequest = "POST /api/tags/";
        assertThat(world.runOnce().error())
                .asString()
                .contains("answered with another tag than the tag pngx-controller");
        spoiltRequest = "GET /api/tags/?name__iexact=pngx-controller-probe-";
        assertThat(world.runOnce().error())
                .asString()
                .contains("answered with another tag than the tag pngx-controller");
        world.run();
        assertThat(server().library().lookups(LookupKind.TAG))
                .extracting(lookup -> lookup.name())
                .containsExactly("Own");
    }
}
