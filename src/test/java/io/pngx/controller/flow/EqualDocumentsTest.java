package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.NewDocument;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.junit.jupiter.api.Test;

/** A full run decides about equal documents a chunk at a time. */
class EqualDocumentsTest {
    private static final int DOCUMENTS = 60;

    /**
     * Fingerprints are unknown after a change of rules or of the computation. Only for a 2.x master, the file is asked
     * for.
     */
    @Test
    void copiesThatEqualTheirTargetsNeedNoExchangeEvenIfTheirFingerprintsAreUnknown() throws Exception {
        try (World world = World.of(Version.V3, Version.V3)) {
            IntStream.range(0, DOCUMENTS)
                    .forEach(i -> world.master.library().add(NewDocument.text("d" + i + ".txt", "Text " + i)));
            world.run();
            long replica = world.replica().id();
            world.boot
                    .sql()
                    .sql("update sync_map set fingerprint = null where replica_id = ?")
                    .param(replica)
                    .update();
            Sent sent = new Sent();
            sent.start();
            world.boot.camel().getManagementStrategy().addEventNotifier(sent);

            Run run = world.run(world.replica(), Run.Mode.FULL);

            world.boot.camel().getManagementStrategy().removeEventNotifier(sent);
            assertThat(run.unchanged()).isEqualTo(DOCUMENTS);
            assertThat(sent.documents).hasValue(0);
            assertThat(world.boot
                            .sql()
                            .sql("select count(*) from sync_map where replica_id = ? and fingerprint is not null")
                            .param(replica)
                            .query(Integer.class)
                            .single())
                    .isEqualTo(DOCUMENTS);
        }
    }

    @Test
    void onlyADocumentThatDiffersBecomesAnExchangeOfItsOwn() throws Exception {
        try (World world = World.of(Version.V2, Version.V3)) {
            IntStream.range(0, DOCUMENTS)
                    .forEach(i -> world.master.library().add(NewDocument.text("d" + i + ".txt", "Text " + i)));
            world.run();
            long changed = world.master.library().documents().iterator().next().id();
            world.master.api().patch("/api/documents/" + changed + "/", Map.of("title", "Renamed"));
            Sent sent = new Sent();
            sent.start();
            world.boot.camel().getManagementStrategy().addEventNotifier(sent);

            Run run = world.run(world.replica(), Run.Mode.FULL);

            assertThat(run.state()).isEqualTo(Run.State.SUCCESS);
            assertThat(run.updated()).isEqualTo(1);
            assertThat(run.unchanged()).isEqualTo(DOCUMENTS - 1);
            world.boot.camel().getManagementStrategy().removeEventNotifier(sent);
            assertThat(sent.documents).hasValue(1);
            assertThat(world.replica().server().library().documents())
                    .filteredOn(document -> document.title().equals("Renamed"))
                    .hasSize(1);
        }
    }

    /** Counts the exchanges that are sent to the route {@code syncDocument}. */
    private static final class Sent extends EventNotifierSupport {
        private final AtomicInteger documents = new AtomicInteger();

        @Override
        public void notify(CamelEvent event) {
            if (event instanceof CamelEvent.ExchangeSendingEvent sending
                    && sending.getEndpoint().getEndpointUri().equals("direct://syncDocument")) {
                documents.incrementAndGet();
            }
        }
    }
}
