package io.pngx.controller.app;

import io.pngx.controller.config.Vault;
import io.pngx.controller.config.VaultException;
import io.pngx.controller.engine.housekeeping.Backups;
import io.pngx.controller.engine.instances.ConnectionCheck;
import io.pngx.controller.engine.switchover.FirstWrite;
import io.pngx.controller.engine.switchover.LeftBehindFiles;
import io.pngx.controller.engine.switchover.PromotedChanges;
import io.pngx.controller.engine.switchover.Swap;
import io.pngx.controller.engine.switchover.SwitchoverChecklist;
import io.pngx.controller.engine.switchover.SwitchoverRefusedException;
import io.pngx.controller.engine.switchover.SwitchoverRequests;
import io.pngx.controller.engine.switchover.SwitchoverSteps;
import io.pngx.controller.metrics.ReadinessReader;
import io.pngx.controller.paperless.ConnectionReport;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import java.util.function.Function;
import org.apache.camel.ProducerTemplate;

/** Binds the beans of switchovers. */
record SwitchoverBeans(SwitchoverRequests requests, SwitchoverChecklist checklist, Swap swap) {
    static SwitchoverBeans bind(Core core, Backups backups) {
        Tables tables = core.tables();
        FirstWrite firstWrite = new FirstWrite(tables.switchovers(), tables.probes(), core.clock());
        core.gateway().beforeWrites(firstWrite::record);
        ProducerTemplate routes = core.camel().createProducerTemplate();
        PromotedChanges promotedChanges = new PromotedChanges(tables.settings(), core.gateway(), routes);
        Swap swap = new Swap(
                tables,
                core.locks(),
                core.gateway(),
                core.connections(),
                backups,
                firstWrite,
                promotedChanges,
                replica -> readiness(core, replica),
                core.journal(),
                core.clock());
        Vault vault = core.settings().vault();
        Function<ConnectionCheck, ConnectionReport> test =
                check -> routes.requestBody("direct:testConnection", check, ConnectionReport.class);
        SwitchoverRequests requests = new SwitchoverRequests(
                tables,
                () -> test.apply(master(tables, vault)),
                replica -> test.apply(replica(replica, tables, vault)),
                core.journal(),
                core.clock());
        core.bind("promotedChanges", promotedChanges);
        core.bind("leftBehindFiles", new LeftBehindFiles(tables.returned(), routes));
        core.bind("switchoverRequests", requests);
        core.bind("switchoverSteps", new SwitchoverSteps(tables, requests, swap, core.journal(), core.clock()));
        return new SwitchoverBeans(requests, new SwitchoverChecklist(tables, vault, test), swap);
    }

    private static Text readiness(Core core, Replica replica) {
        KeyValues settings = core.tables().settings();
        return new ReadinessReader(core.tables())
                .of(
                        replica,
                        settings.interval(replica),
                        settings.masterFailingSince(),
                        core.clock().instant())
                .sentence();
    }

    private static ConnectionCheck master(Tables tables, Vault vault) {
        try {
            return ConnectionCheck.saved(
                    Instance.Role.MASTER,
                    tables.settings().get(Setting.MASTER_URL).orElseThrow(),
                    tables.settings().get(Setting.MASTER_TOKEN).orElseThrow(),
                    tables.connectionOptions().of(Instance.MASTER_HOST),
                    vault);
        } catch (VaultException e) {
            throw new SwitchoverRefusedException(
                    Text.of("The master's token was stored under another SECRET_KEY. Start with that key, or enter "
                            + "the token again."));
        }
    }

    private static ConnectionCheck replica(Replica replica, Tables tables, Vault vault) {
        try {
            return ConnectionCheck.saved(
                    Instance.Role.REPLICA,
                    replica.url(),
                    replica.token(),
                    tables.connectionOptions().of(replica.host()),
                    vault);
        } catch (VaultException e) {
            throw new SwitchoverRefusedException(Text.of(
                    "The token of the replica \"{0}\" was stored under another SECRET_KEY. Start with that key, or"
                            + " enter the token again.",
                    replica.name()));
        }
    }
}
