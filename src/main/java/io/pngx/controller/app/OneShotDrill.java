package io.pngx.controller.app;

import io.pngx.controller.config.SettingsException;
import io.pngx.controller.store.Drill;
import io.pngx.controller.store.Drills;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.LowerCase;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Carries out one drill for a command, and prints its result. */
public final class OneShotDrill extends OneShot {
    private final String name;
    private Drills drills;
    private long asked;

    /** @param name the name of the replica */
    public OneShotDrill(String name) {
        this.name = name;
    }

    @Override
    void prepare(Tables tables) {
        drills = tables.drills();
        List<Replica> all = tables.replicas().all();
        Replica replica = all.stream()
                .filter(each -> each.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new SettingsException("There is no replica \"" + name + "\"; "
                        + (all.isEmpty()
                                ? "start the controller with `run`, and add a replica first."
                                : "write one of: "
                                        + all.stream().map(Replica::name).collect(Collectors.joining(", ")) + ".")));
        if (replica.watermark() == null) {
            throw new SettingsException("The replica \"" + replica.name()
                    + "\" has had no run yet, so there is nothing to check; use `sync --once` first.");
        }
        asked = drills.queue(replica.id(), true, Instant.now()).orElseThrow().id();
    }

    private Drill drill() {
        return drills.find(asked).orElseThrow();
    }

    @Override
    boolean isDone() {
        return drill().finishedAt() != null;
    }

    @Override
    boolean printResults() {
        Drill drill = drill();
        System.out.println(
                name + ": drill " + drill.id() + ", " + LowerCase.of(drill.state()) + ". " + drill.summary());
        drills.checks(asked)
                .forEach(check -> System.out.println("  "
                        + LowerCase.of(check.name()).replace('_', ' ') + ": "
                        + LowerCase.of(check.result()) + ". " + check.detail()));
        drills.documents(asked).stream()
                .filter(document -> document.detail() != null)
                .forEach(document -> System.out.println("  document " + document.masterId() + ": "
                        + (document.failed() ? "failed" : "ok") + ". " + document.detail()));
        return drill.state() == Drill.State.PASSED;
    }
}
