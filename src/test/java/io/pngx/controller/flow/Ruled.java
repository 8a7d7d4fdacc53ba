package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Base class for tests with a master, a replica, and rules. */
abstract class Ruled {
    static final Duration AN_INTERVAL = Duration.ofHours(25);
    static final String ONLY_SHARED = """
            - route:
                from:
                  uri: direct:rule-select
                  steps:
                    - setBody: {simple: {expression: "${body[tags]} contains 'share'", resultType: boolean}}
            """;

    World world;
    Paperless master;
    Paperless replica;
    int share;
    private final List<String> names = new ArrayList<>();

    void begin(Version version) {
        world = World.of(Version.V2, version).deletesAreExpected();
        master = world.master;
        replica = world.replica().server();
        share = Papers.lookup(master.api(), "tags", "name", "share");
    }

    @AfterEach
    void end() throws Exception {
        for (String name : names) {
            world.boot.rules().loader().delete(name);
        }
        world.boot.settings().put(Setting.DRIFT, "repair");
        world.close();
    }

    void rule(String name, String text) throws Exception {
        names.add(name);
        world.boot.rules().loader().save(name, text);
        world.boot.rules().table().switchTo(name, false, List.of(world.replica().id()));
    }

    int paper(String title, Integer... tags) {
        return master.library()
                .add(NewDocument.text(title + ".txt", "The text of " + title)
                        .title(title)
                        .tags(tags));
    }

    List<String> titles() {
        return replica.library().documents().stream()
                .map(DocumentView::title)
                .sorted()
                .toList();
    }

    Run run() {
        return world.runOnce();
    }

    void succeeds() {
        Run run = run();
        assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
    }

    String error(int masterId) {
        return world.boot
                .sql()
                .sql("select error from work where master_id = ? and replica_id = ?")
                .params(masterId, world.replica().id())
                .query(String.class)
                .single();
    }

    static String prefix(String prefix) {
        return """
                - route:
                    from:
                      uri: direct:rule-transform
                      steps:
                        - setProperty: {name: title, simple: "%s ${body[title]}"}
                """.formatted(prefix);
    }
}
