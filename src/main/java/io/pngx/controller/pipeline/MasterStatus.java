package io.pngx.controller.pipeline;

import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.KeyValues.MasterSeen;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Replica;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.ExchangeProperty;

/** Keeps what the last reading of the master said, and says it when that changes. */
public final class MasterStatus {
    private final KeyValues settings;
    private final Journal journal;

    public MasterStatus(KeyValues settings, Journal journal) {
        this.settings = settings;
        this.journal = journal;
    }

    /** Read as a whole. */
    public void read(@ExchangeProperty("master") Reading master) {
        if (settings.masterSeen().map(MasterSeen::lastError).isPresent()) {
            journal.write(LogRow.Level.INFO, null, null, null, "master", "The master is read again.");
        }
        settings.masterSeen(new MasterSeen(Replica.State.OK, master.version(), (long) master.inventory().length, null));
    }

    void failed(Failure failure) {
        Optional<MasterSeen> before = settings.masterSeen();
        if (!Objects.equals(failure.text(), before.map(MasterSeen::lastError).orElse(null))) {
            journal.write(LogRow.Level.ERROR, null, null, null, "master", failure.text());
        }
        settings.masterSeen(new MasterSeen(failure.state() == null ? Replica.State.ERROR : failure.state(),
                before.map(MasterSeen::version).orElse(null), before.map(MasterSeen::documents).orElse(null), failure.text()));
    }
}
