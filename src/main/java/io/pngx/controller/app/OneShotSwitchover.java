package io.pngx.controller.app;

import io.pngx.controller.config.SettingsException;
import io.pngx.controller.engine.switchover.SwitchoverRefusedException;
import io.pngx.controller.engine.switchover.SwitchoverRequests;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.SwitchoverReport;
import io.pngx.controller.store.Tables;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;

/** Carries out the command for a switchover: makes a replica the master, and prints the report. */
public final class OneShotSwitchover extends OneShot {
    private final String name;
    private final Switchover.Kind kind;
    private Tables tables;
    private Replica replica;
    private Switchover switchover;
    /** The reason why the switchover was refused; null: the switchover was not refused. */
    private String refusal;

    public OneShotSwitchover(String name, Switchover.Kind kind) {
        this.name = name;
        this.kind = kind;
    }

    @Override
    void prepare(Tables allTables) {
        tables = allTables;
        replica = tables.replicas().all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new SettingsException("There is no replica \"" + name + "\"; write one of: "
                        + tables.replicas().all().stream().map(Replica::name).collect(Collectors.joining(", "))
                        + "."));
    }

    @Override
    boolean switchesOver() {
        return true;
    }

    @Override
    void started(CamelContext camel) {
        try {
            switchover = camel.getRegistry()
                    .findSingleByType(SwitchoverRequests.class)
                    .promote(replica, kind, null, "on the command line");
            System.out.println((kind == Switchover.Kind.PLANNED ? "A planned switchover" : "A failover") + " to \""
                    + name + "\" begins.");
        } catch (SwitchoverRefusedException e) {
            refusal = e.getMessage();
        }
    }

    @Override
    boolean isDone() {
        if (refusal != null) {
            return true;
        }
        switchover = tables.switchovers().find(switchover.id()).orElseThrow();
        return !switchover.state().isOpen();
    }

    @Override
    boolean printResults() {
        if (refusal != null) {
            System.out.println(refusal);
            return false;
        }
        return print(switchover);
    }

    private static boolean print(Switchover switchover) {
        if (switchover.state() != Switchover.State.DONE) {
            System.out.println("The switchover did not take place: " + switchover.reason());
            return false;
        }
        SwitchoverReport report = SwitchoverReport.of(switchover.report());
        System.out.println("\"" + switchover.replicaName() + "\" at " + switchover.replicaUrl()
                + " is the master now; " + report.documents() + " documents keep their mapping. Before the switchover: "
                + report.readiness());
        report.lines().forEach(line -> {
            System.out.println("- " + line.text() + " (" + line.count() + ")");
            line.documents()
                    .forEach(document -> System.out.println("    " + document.title() + " (" + document.on()
                            + (document.id() == null ? "" : ", " + document.id()) + ")"));
        });
        return true;
    }
}
