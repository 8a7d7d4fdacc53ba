package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pngx.controller.engine.switchover.SwitchoverRequests;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SettingType;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.Switchovers;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.Paperless;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A controller, and instances that change their roles. In a {@link World}, the master never changes. */
final class Instances implements AutoCloseable {
    final Boot boot = Boot.fresh();
    final List<Paperless> servers = new ArrayList<>();

    /** @param versions the master first, then the replicas */
    Instances(Version... versions) {
        for (Version version : versions) {
            Paperless server = version.start();
            server.library().documentIdsFrom(1000 * servers.size());
            servers.add(server);
        }
        boot.settings().put(Setting.SYNC_INTERVAL, "86400");
        boot.settings().put(Setting.FULL_SYNC_AT, SettingType.TimeOfDay.OFF);
        boot.settings().put(Setting.VERIFY_AT, SettingType.TimeOfDay.OFF);
        boot.settings().put(Setting.MASTER_URL, servers.get(0).url());
        boot.settings()
                .put(Setting.MASTER_TOKEN, boot.vault().encrypt(servers.get(0).adminToken()));
        for (Paperless server : servers.subList(1, servers.size())) {
            long id = boot.replicas()
                    .add(
                            "at " + server.port(),
                            server.url(),
                            boot.vault().encrypt(server.adminToken()),
                            true,
                            null,
                            20);
            boot.replicas().cycleStarted(id, Instant.now());
        }
        boot.connections().refresh();
    }

    Paperless server(int number) {
        return servers.get(number);
    }

    SwitchoverRequests requests() {
        return boot.camel().getRegistry().findSingleByType(SwitchoverRequests.class);
    }

    /** Confirms the offered adoptions. */
    void adopt(Paperless server) {
        var answer = SecondJvm.send(HttpRequest.newBuilder(URI.create(
                        boot.url() + "/api/replicas/" + replica(server).id() + "/accept"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"what\": \"adoption\"}")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** Returns the row of the replica at this server. */
    Replica replica(Paperless server) {
        return boot.replicas().all().stream()
                .filter(replica -> replica.url().equals(server.url()))
                .findFirst()
                .orElseThrow();
    }

    boolean isMaster(Paperless server) {
        return boot.settings().get(Setting.MASTER_URL).orElseThrow().equals(server.url());
    }

    /** Returns the ids of the replica's documents that are no copies. */
    Set<Integer> foreign(Paperless server) {
        Set<Integer> foreign = server.library().documents().stream()
                .map(DocumentView::id)
                .collect(Collectors.toCollection(HashSet::new));
        boot.sql()
                .sql("select replica_doc_id from sync_map where replica_id = ?")
                .param(replica(server).id())
                .query(Integer.class)
                .list()
                .forEach(foreign::remove);
        return foreign;
    }

    Run run(Paperless server, Run.Mode mode) {
        // A run may be open that started by itself, such as the first run.
        long id = await("a place in the queue")
                .atMost(World.PATIENCE)
                .until(() -> boot.runs().queue(replica(server).id(), mode), Optional::isPresent)
                .orElseThrow()
                .id();
        await("the end of the run")
                .atMost(World.PATIENCE)
                .until(() -> boot.runs().find(id).orElseThrow().finishedAt() != null);
        return boot.runs().find(id).orElseThrow();
    }

    /** Makes a run, and fails if the run does not succeed. */
    Run success(Paperless server, Run.Mode mode) {
        Run run = run(server, mode);
        assertThat(run.state()).as(() -> run.error() + "\n" + log()).isEqualTo(Run.State.SUCCESS);
        return run;
    }

    String log() {
        StringBuilder text = new StringBuilder();
        boot.logs()
                .find(new io.pngx.controller.store.Logs.Filter(null, null, null, null, null, 200))
                .forEach(row -> text.append(row.action())
                        .append(": ")
                        .append(row.message())
                        .append('\n'));
        return text.toString();
    }

    Switchovers switchovers() {
        return boot.switchovers();
    }

    /** Requests a switchover, and waits for its end. */
    Switchover promote(Paperless server, Switchover.Kind kind) {
        return ended(requests().promote(replica(server), kind, "Old master", "by a test"));
    }

    Switchover ended(Switchover switchover) {
        await("the end of the switchover")
                .atMost(Duration.ofMinutes(2))
                .until(() -> !switchovers()
                        .find(switchover.id())
                        .orElseThrow()
                        .state()
                        .isOpen());
        return switchovers().find(switchover.id()).orElseThrow();
    }

    /** Switches the old master on, makes a dry run, and accepts the dry run. */
    void takeBack(Paperless server) {
        assertThat(run(server, Run.Mode.DRY_RUN).state()).as(this::log).isIn(Run.State.SUCCESS, Run.State.PARTIAL);
        boot.replicas().dryRunAccepted(replica(server).id());
        boot.replicas().switchOn(replica(server).id());
        boot.replicas().cycleStarted(replica(server).id(), Instant.now());
        boot.connections().refresh();
    }

    /**
     * Compares notes by their texts only, because a note from before a switchover has its author on one instance only.
     * Compares the newest files only, because an instance keeps a version that it got as the master, and that no other
     * instance got.
     */
    static List<String> differences(Paperless master, Paperless replica) {
        return differences(master, replica, Set.of());
    }

    /** @param foreign ids of foreign documents of the replica, which do not count as differences */
    static List<String> differences(Paperless master, Paperless replica, Set<Integer> foreign) {
        return Equal.differences(master, replica, foreign, Set.of()).stream()
                .filter(difference -> !isSame(difference))
                .toList();
    }

    private static boolean isSame(String difference) {
        String[] sides =
                difference.replaceAll("\\[admin, [0-9: -]+] ", "").split(": the master has \\[|], the replica \\[|]$");
        return sides.length == 3
                && (sides[0].endsWith(", notes") && sorted(sides[1]).equals(sorted(sides[2]))
                        || sides[0].endsWith(", files, newest first")
                                && sides[1].split(", ")[0].equals(sides[2].split(", ")[0]));
    }

    private static List<String> sorted(String list) {
        return Stream.of(list.split(", ")).sorted().toList();
    }

    void forgetJournals() {
        servers.forEach(server -> server.journal().clear());
    }

    @Override
    public void close() {
        boot.close();
        servers.forEach(Paperless::close);
    }
}
