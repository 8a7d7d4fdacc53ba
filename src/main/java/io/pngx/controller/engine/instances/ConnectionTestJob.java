package io.pngx.controller.engine.instances;

import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.ConnectionReport;
import io.pngx.controller.paperless.ConnectionReport.Problem;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.paperless.UiSettings;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Job of one connection test. Holds the tested instance, and the findings so far. */
public final class ConnectionTestJob implements Job {
    private final String host;
    private final Instance.Role role;
    private final Instant startedAt = Instant.now();
    private final List<Problem> problems = new ArrayList<>();
    private UiSettings.User user;
    private String version;
    private Integer apiVersion;
    private Long documents;
    private Long latency;
    private Long clockOffset;

    ConnectionTestJob(String host, Instance.Role role) {
        this.host = host;
        this.role = role;
    }

    @Override
    public Session session() {
        return null;
    }

    @Override
    public String getHost() {
        return host;
    }

    /** @return whether the instance is a replica that the token may read completely */
    public boolean isUsableReplica() {
        return role == Instance.Role.REPLICA && user != null && user.superuser();
    }

    void identity(UiSettings.User user, String version, Integer apiVersion, Optional<Instant> clock) {
        Instant now = Instant.now();
        this.user = user;
        this.version = version;
        this.apiVersion = apiVersion;
        this.latency = Duration.between(startedAt, now).toMillis();
        this.clockOffset =
                clock.map(time -> Duration.between(now, time).toSeconds()).orElse(null);
    }

    String username() {
        return user.username();
    }

    /** @return the seconds by which the clock of the instance is ahead; null if the difference is not known */
    Long clockOffset() {
        return clockOffset;
    }

    void documents(long count) {
        documents = count;
    }

    void error(String code, Text message, Text hint) {
        problems.add(new Problem("error", code, message, hint));
    }

    void warning(String code, Text message, Text hint) {
        problems.add(new Problem("warning", code, message, hint));
    }

    ConnectionReport report() {
        return new ConnectionReport(
                problems.stream().noneMatch(problem -> problem.kind().equals("error")),
                version,
                apiVersion,
                user == null ? null : user.username(),
                user == null ? null : user.superuser(),
                documents,
                latency,
                clockOffset,
                List.copyOf(problems));
    }
}
