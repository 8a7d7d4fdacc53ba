package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Switchover;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random edits of the current master, with switchovers between them. {@code -Dseed=} repeats a test. After each
 * switchover, no document is uploaded that the instance already had, nothing is written to the master, and undisturbed
 * runs make all instances equal. If the old master had changes that no replica got, these changes are overwritten, and
 * only documents and lookups that no replica has stay there.
 */
class SwitchoverHistoryTest {
    private final long seed = Long.getLong("seed", Boolean.getBoolean("pngx.soak") ? System.nanoTime() : 3);
    private final Random random = new Random(seed);
    private final List<String> done = new ArrayList<>();
    private Instances world;
    private boolean files;
    private int names;
    private final Set<Integer> noted = new HashSet<>();

    @ParameterizedTest
    @CsvSource({"V3,V3,V3,true", "V2,V2,V2,true", "V2,V3,V2,false"})
    void historiesWithSwitchovers(Version a, Version b, Version c, boolean withFiles) {
        history(false, a, b, c, withFiles);
    }

    @ParameterizedTest
    @CsvSource({"V3,V3,V3,true", "V2,V2,V2,true", "V3,V2,V2,false"})
    void historiesWithFailoversToReplicasThatAreBehind(Version a, Version b, Version c, boolean withFiles) {
        history(true, a, b, c, withFiles);
    }

    private void history(boolean lossy, Version a, Version b, Version c, boolean withFiles) {
        files = withFiles;
        try (Instances closing = new Instances(a, b, c)) {
            world = closing;
            play(lossy, Boolean.getBoolean("pngx.soak") ? 20 : 2);
        } catch (AssertionError e) {
            throw new AssertionError("-Dseed=" + seed + "\n" + String.join("\n", done) + "\n" + e.getMessage(), e);
        }
    }

    private void play(boolean lossy, int rounds) {
        Paperless master = world.server(0);
        Papers.lookup(master.api(), "custom_fields", "name", "see", "data_type", "documentlink");
        for (int i = 0; i < 5; i++) {
            add(master);
        }
        if (lossy) {
            world.servers.subList(1, 3).forEach(this::settle);
        }
        for (int round = 0; round < rounds; round++) {
            noted.clear();
            for (int i = random.nextInt(8); i >= 0; i--) {
                edit(master);
            }
            Paperless before = master;
            List<Paperless> others =
                    world.servers.stream().filter(each -> each != before).toList();
            Paperless promoted = others.get(random.nextInt(2));
            Paperless third = others.get(0) == promoted ? others.get(1) : others.get(0);
            boolean behind = lossy && random.nextInt(3) > 0;
            if (!behind) {
                nextSecond();
                settle(promoted);
            }
            boolean later = random.nextBoolean();
            if (later) {
                world.run(third, Run.Mode.INCREMENTAL);
            }
            boolean planned = !lossy && random.nextBoolean();
            done.add((planned ? "planned" : behind ? "failover without a sync" : "failover") + " from "
                    + before.version() + " to " + promoted.version());
            if (!planned) {
                before.faults().on("*", "/api/.*").status(502);
            }
            Switchover end = world.promote(promoted, planned ? Switchover.Kind.PLANNED : Switchover.Kind.FAILOVER);
            assertThat(end.state()).as(() -> end.reason() + "\n" + world.log()).isEqualTo(Switchover.State.DONE);
            before.faults().clear();
            world.forgetJournals();
            world.takeBack(before);
            master = promoted;
            if (!lossy) {
                assertThat(Instances.differences(before, master))
                        .as("nothing was lost")
                        .isEmpty();
            }
            settle(before);
            if (!lossy) {
                assertThat(World.uploads(before))
                        .as("uploads to the old master")
                        .isZero();
            }
            if (world.replica(third).dryRunFirst()) {
                assertThat(behind || later)
                        .as("only then, the third one may have newer values")
                        .isTrue();
                world.takeBack(third);
            }
            settle(third);
            for (Paperless replica : List.of(before, third)) {
                // Documents that the new master lacks stay on the old master, with the links that they have.
                assertThat(Instances.differences(master, replica, lossy ? world.foreign(replica) : Set.of()))
                        .as(() -> world.log())
                        .allMatch(difference -> lossy
                                && (difference.contains("only the replica has ") || difference.contains(", notes: ")));
            }
            assertThat(master.journal().writes()).isEmpty();
        }
    }

    /**
     * Waits for the next second. The time of the master's list has whole seconds, so a link that was made in the same
     * second counts as newer than the list: its run does not know yet that the linked document is in the trash.
     */
    private static void nextSecond() {
        long second = Instant.now().getEpochSecond();
        await("the next second").until(() -> Instant.now().getEpochSecond() > second);
    }

    /** Makes full runs, days apart, until all deletions are carried out. */
    private void settle(Paperless replica) {
        for (int i = 0; i < 4; i++) {
            world.run(replica, Run.Mode.FULL);
            adopt(replica);
            world.boot.clock().move(Duration.ofDays(2));
            // A deletion of a large share of a small library waits for the user.
            world.boot
                    .sql()
                    .sql("update tombstones set state = 'APPROVED', by_person = 1 where state = 'HELD'")
                    .update();
        }
    }

    /** Confirms the adoption of documents that an old master got before the failover, and the new master afterwards. */
    private void adopt(Paperless replica) {
        long offered = world.boot
                .sql()
                .sql("select count(*) from adoptions where replica_id = ?")
                .param(world.replica(replica).id())
                .query(Long.class)
                .single();
        if (offered > 0) {
            world.adopt(replica);
        }
    }

    private void add(Paperless master) {
        String name = "paper " + names++;
        master.library()
                .add(NewDocument.text(name + ".txt", "The text of " + name).asn(names));
        done.add("add " + name);
    }

    private void edit(Paperless master) {
        List<DocumentView> documents = master.library().documents();
        if (documents.size() < 3) {
            add(master);
            return;
        }
        DocumentView document = documents.get(random.nextInt(documents.size()));
        DocumentView other = documents.get(random.nextInt(documents.size()));
        String path = "/api/documents/" + document.id() + "/";
        int kind = random.nextInt(files ? 10 : 9);
        done.add("edit " + kind + " of " + document.title());
        switch (kind) {
            case 0, 1 -> add(master);
            case 2 -> master.api().patch(path, Papers.json("title", "title " + names++));
            case 3 -> master.api().patch(path, Papers.json("tags", List.of(lookup(master, "tags"))));
            case 4 -> master.api().patch(path, Papers.json("correspondent", lookup(master, "correspondents")));
            case 5 -> {
                master.api().post(path + "notes/", Papers.json("note", "note " + names++));
                noted.add(document.id());
            }
            case 6 -> {
                // A note that no run carried is only in the trash of this master. If a later master restores the
                // document, the document returns here with its note, which stays as a note of a user.
                if (!noted.contains(document.id())) {
                    master.api().delete(path);
                }
            }
            case 7 -> {
                // On v2, copies that were replaced are in the trash, too. They have the file name of their document.
                Map<String, Long> ofThisName = Stream.concat(documents.stream(), master.library().trashed().stream())
                        .collect(Collectors.groupingBy(DocumentView::originalFileName, Collectors.counting()));
                master.library().trashed().stream()
                        .filter(trashed -> ofThisName.get(trashed.originalFileName()) == 1)
                        .findFirst()
                        .ifPresent(trashed -> master.api()
                                .post("/api/trash/", Map.of("action", "restore", "documents", List.of(trashed.id()))));
            }
            case 8 -> {
                int field = lookups(master, "custom_fields").path(0).path("id").asInt();
                Object value = other.id() == document.id() ? List.of() : List.of(other.id());
                master.api()
                        .patch(
                                path,
                                Papers.json("custom_fields", List.of(Papers.json("field", field, "value", value))));
            }
            default -> {
                byte[] bytes = ("file " + names++).getBytes(StandardCharsets.UTF_8);
                if (master.version().startsWith("3")) {
                    master.library().addVersion(document.id(), bytes, "version " + names);
                } else {
                    master.library().replaceFile(document.id(), bytes);
                }
            }
        }
    }

    private static JsonNode lookups(Paperless master, String kind) {
        return master.api().get("/api/" + kind + "/?page_size=1000").path("results");
    }

    /** Returns a lookup: new, renamed, or existing. */
    private int lookup(Paperless master, String kind) {
        JsonNode all = lookups(master, kind);
        if (all.size() < 2 || random.nextInt(3) == 0) {
            return Papers.lookup(master.api(), kind, "name", kind + " " + names++);
        }
        int id = all.path(random.nextInt(all.size())).path("id").asInt();
        if (random.nextInt(3) == 0) {
            master.api().patch("/api/" + kind + "/" + id + "/", Papers.json("name", kind + " renamed " + names++));
        }
        return id;
    }
}
