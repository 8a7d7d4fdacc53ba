package io.pngx.controller.app;

import io.pngx.controller.config.Settings;
import io.pngx.controller.config.SettingsException;
import io.pngx.controller.engine.switchover.SwitchoverRefusedException;
import io.pngx.controller.engine.switchover.SwitchoverRequests;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.SwitchoverReport;
import io.pngx.controller.store.Tables;
import java.time.Duration;
import java.util.stream.Collectors;
import org.apache.camel.main.Main;

/** Makes a replica the master for a command, and prints the report. */
public final class OneShotSwitchover implements OneShot {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

    private final String name;
    private final Switchover.Kind kind;
    private Tables tables;
    private Replica replica;

    public OneShotSwitchover(String name, Switchover.Kind kind) {
        this.name = name;
        this.kind = kind;
    }

    @Override
    public void prepare(Tables allTables) {
        tables = allTables;
        replica = tables.replicas().all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new SettingsException("There is no replica \"" + name + "\"; write one of: "
                        + tables.replicas().all().stream().map(Replica::name).collect(Collectors.joining(", "))
                        + "."));
    }

    @Override
    public boolean switchesOver() {
        return true;
    }

    /** @return the exit code */
    public int execute(Settings settings) throws Exception {
        JsonLines.useIf(settings.logFormat() == Settings.LogFormat.JSON);
        Main main = new Controller(settings).main(this);
        Thread ending = new Thread(main::stop, "ending");
        Runtime.getRuntime().addShutdownHook(ending);
        main.start();
        int code = promote(main.getCamelContext().getRegistry().findSingleByType(SwitchoverRequests.class));
        Runtime.getRuntime().removeShutdownHook(ending);
        main.stop();
        return code;
    }

    private int promote(SwitchoverRequests requests) throws InterruptedException {
        try {
            Switchover switchover = requests.promote(replica, kind, null, "on the command line");
            System.out.println((kind == Switchover.Kind.PLANNED ? "A planned switchover" : "A failover") + " to \""
                    + name + "\" begins.");
            while (switchover.state().isOpen()) {
                Thread.sleep(POLL_INTERVAL.toMillis());
                switchover = tables.switchovers().find(switchover.id()).orElseThrow();
            }
            return print(switchover);
        } catch (SwitchoverRefusedException e) {
            System.out.println(e.getMessage());
            return ExitCodes.PROBLEM_FOUND;
        }
    }

    private static int print(Switchover switchover) {
        if (switchover.state() != Switchover.State.DONE) {
            System.out.println("The switchover did not take place: " + switchover.reason());
            return ExitCodes.PROBLEM_FOUND;
        }
        SwitchoverReport report = SwitchoverReport.of(switchover.report());
        System.out.println("\"" + switchover.replicaName() + "\" at " + switchover.replicaUrl()
                + " is the master now; " + report.documents() + " documents keep their mapping. Before: "
                + report.readiness());
        report.lines().forEach(line -> {
            System.out.println("- " + line.text() + " (" + line.count() + ")");
            line.documents()
                    .forEach(document -> System.out.println(
                            "    " + document.title() + " (" + document.on() + ", " + document.id() + ")"));
        });
        return ExitCodes.DONE;
    }
}
