package io.pngx.controller.engine.switchover;

import io.pngx.controller.config.Vault;
import io.pngx.controller.engine.instances.ConnectionCheck;
import io.pngx.controller.paperless.ConnectionReport;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the enabled workflows and mail rules of both instances. A user must change these settings after a switchover.
 */
public final class SwitchoverChecklist {
    private final Tables tables;
    private final Vault vault;
    private final Function<ConnectionCheck, ConnectionReport> test;

    /** @param test tests a connection; the test of a replica also reads its enabled workflows and mail rules */
    public SwitchoverChecklist(Tables tables, Vault vault, Function<ConnectionCheck, ConnectionReport> test) {
        this.tables = tables;
        this.vault = vault;
        this.test = test;
    }

    /**
     * One item of the list.
     *
     * @param what {@code workflows} or {@code mail_rules}
     * @param newMaster one sentence about the new master's enabled workflows or mail rules
     * @param oldMaster one sentence about the old master's enabled workflows or mail rules
     * @param done whether all workflows or mail rules of the old master are disabled; null: the old master could not be
     *     read
     */
    public record Item(String what, Text newMaster, Text oldMaster, Boolean done) {}

    /** @throws SwitchoverRefusedException if another switchover followed, or if the old master was removed */
    public List<Item> of(Switchover switchover) {
        Replica old = tables.switchovers()
                .last()
                .filter(last -> last.id() == switchover.id())
                .flatMap(last -> tables.replicas().find(last.oldMasterId()))
                .orElseThrow(() -> new SwitchoverRefusedException(Text.of(
                        "This list exists only for the last switchover, and only while its old master is a replica.")));
        ConnectionReport ofNew = read(
                tables.settings().get(Setting.MASTER_URL).orElseThrow(),
                tables.settings().get(Setting.MASTER_TOKEN).orElseThrow(),
                Instance.MASTER_HOST);
        ConnectionReport ofOld = read(old.url(), old.token(), old.host());
        return List.of(item("workflows", ofNew, ofOld), item("mail_rules", ofNew, ofOld));
    }

    private ConnectionReport read(String url, String token, String host) {
        return test.apply(ConnectionCheck.saved(
                Instance.Role.REPLICA, url, token, tables.connectionOptions().of(host), vault));
    }

    private static Item item(String what, ConnectionReport ofNew, ConnectionReport ofOld) {
        return new Item(
                what,
                sentence(ofNew, what),
                sentence(ofOld, what),
                ofOld.ok() ? enabled(ofOld, what).isEmpty() : null);
    }

    private static Text sentence(ConnectionReport report, String what) {
        return report.ok()
                ? enabled(report, what).orElseGet(() -> Text.of("None is enabled."))
                : report.problems().stream()
                        .filter(problem -> problem.kind().equals("error"))
                        .map(ConnectionReport.Problem::message)
                        .findFirst()
                        .orElseGet(() -> Text.of("The instance could not be read."));
    }

    private static Optional<Text> enabled(ConnectionReport report, String what) {
        return report.problems().stream()
                .filter(problem -> problem.code().equals(what))
                .map(ConnectionReport.Problem::message)
                .findFirst();
    }
}
