package io.pngx.controller.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/** Brings the tables of an older version up to date; those of a newer one are left alone. */
final class Upgrade {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private final Path file;
    private final Flyway flyway;

    private Upgrade(Path file, Flyway flyway) {
        this.file = file;
        this.flyway = flyway;
    }

    static Upgrade of(Path file, DataSource source) {
        return new Upgrade(file, Flyway.configure().dataSource(source).locations("classpath:db/migration").load());
    }

    /** Before anything is changed the old state is kept beside the database, since there is no way back. */
    void carryOut() {
        refuseNewer();
        MigrationVersion old = found();
        if (old == null || flyway.info().pending().length == 0) {
            flyway.migrate();
            return;
        }
        Path kept = kept(old);
        Backup.write(file, kept);
        try {
            flyway.migrate();
        } catch (FlywayException e) {
            forget(kept, old);
            throw e;
        }
    }

    /** Where nothing was changed: each start that fails would leave one more. */
    private void forget(Path kept, MigrationVersion old) {
        try {
            if (old.equals(found())) {
                Files.deleteIfExists(kept);
            }
        } catch (IOException leftOver) {
            // Why the upgrade failed is to be said.
        }
    }

    /** For who only looks. */
    void requireNone() {
        refuseNewer();
        if (flyway.info().pending().length > 0) {
            throw new Database.Unusable("The database " + file + " has the tables of an older version; the next start brings them up to date.");
        }
    }

    private void refuseNewer() {
        boolean unknown = Arrays.stream(flyway.info().applied()).anyMatch(applied -> !applied.getState().isResolved());
        if (unknown) {
            throw new Database.Unusable("The database " + file + " was written by a newer version of pngx-controller (its tables are version " + found()
                    + ", this one knows " + newest() + "), and there is no way back; start that version again, or put the backup in its place "
                    + "that was kept before the upgrade (" + file.getFileName() + ".before-*).");
        }
    }

    /** With the time: one of an earlier upgrade between the same versions holds another state. */
    private Path kept(MigrationVersion old) {
        return file.resolveSibling(file.getFileName() + ".before-" + TIME.format(Instant.now()) + "-" + newest() + "-from-" + old);
    }

    private MigrationVersion found() {
        MigrationInfo current = flyway.info().current();
        return current == null ? null : current.getVersion();
    }

    private MigrationVersion newest() {
        return Arrays.stream(flyway.info().all()).filter(each -> each.getState().isResolved()).map(MigrationInfo::getVersion)
                .max(MigrationVersion::compareTo).orElseThrow();
    }
}
