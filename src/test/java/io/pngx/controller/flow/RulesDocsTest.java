package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.pngx.controller.store.Run;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The examples of docs/rules.md, exactly as printed. */
class RulesDocsTest {
    private static final Pattern BLOCK = Pattern.compile("```yaml\n# ([a-z-]+)\\.yaml\n(.*?)```", Pattern.DOTALL);
    static final Map<String, String> PRINTED = printed();

    private World world;
    private Paperless master;
    private Paperless replica;
    private String saved;

    private static Map<String, String> printed() {
        try {
            Map<String, String> rules = new LinkedHashMap<>();
            Matcher block = BLOCK.matcher(Files.readString(Path.of("docs/rules.md")));
            while (block.find()) {
                rules.put(block.group(1), block.group(2));
            }
            return rules;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void begin() {
        world = World.of(Version.V2, Version.V3);
        master = world.master;
        replica = world.replica().server();
    }

    @AfterEach
    void end() throws IOException {
        if (saved != null) {
            world.boot.rules().loader().delete(saved);
        }
        world.close();
    }

    private void on(String name) throws IOException {
        world.boot.rules().loader().save(name, PRINTED.get(name));
        saved = name;
        world.boot.rules().table().switchTo(name, false, List.of(world.replica().id()));
    }

    private int paper(String title, Integer correspondent, Integer type, Integer... tags) {
        return master.library()
                .add(NewDocument.text(title + ".txt", "The text of " + title)
                        .title(title)
                        .correspondent(correspondent)
                        .documentType(type)
                        .created(LocalDate.of(2024, 5, 2))
                        .tags(tags));
    }

    private List<String> titles() {
        Run run = world.runOnce();
        assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
        return replica.library().documents().stream()
                .map(DocumentView::title)
                .sorted()
                .toList();
    }

    @Test
    void everyReadyMadeRuleStandsInTheTableWithItsParameter() throws IOException {
        String page = Files.readString(Path.of("docs/rules.md"));
        assertThat(world.boot.rules().templates().all())
                .isNotEmpty()
                .allSatisfy(template -> assertThat(page)
                        .containsPattern("\\| `" + template.name() + "` \\| [a-z]+ \\| `"
                                + template.parameters().get(0).name() + "` \\|"));
    }

    @Test
    void everyBlockIsTested() {
        assertThat(PRINTED).containsOnlyKeys("only-shared", "no-doctor", "prefix", "owner", "new-invoice", "alert");
    }

    @Test
    void onlyDocumentsTaggedShareGoToTheFamilyReplica() throws IOException {
        int share = Papers.lookup(master.api(), "tags", "name", "share");
        on("only-shared");
        paper("shared", null, null, share);
        paper("ours", null, null);

        assertThat(titles()).containsExactly("shared");
    }

    @Test
    void aTagThatWasRenamedHoldsEverythingBack() throws IOException {
        int share = Papers.lookup(master.api(), "tags", "name", "share");
        on("only-shared");
        int paper = paper("shared", null, null, share);
        master.api().patch("/api/tags/" + share + "/", Papers.json("name", "family"));

        assertThat(world.runOnce().state()).isEqualTo(Run.State.PARTIAL);
        assertThat(replica.library().documents()).isEmpty();
        assertThat(world.said(world.replica()))
                .contains("The rule \"only-shared\" asks for the tag \"share\", which the master does not have; "
                        + "create it on the master, or correct the rule.");
        assertThat(paper).isPositive();
    }

    @Test
    void aPrivateCorrespondentIsNeverReplicated() throws IOException {
        int brown = Papers.lookup(master.api(), "correspondents", "name", "Dr. Brown");
        int bank = Papers.lookup(master.api(), "correspondents", "name", "Bank");
        on("no-doctor");
        paper("diagnosis", brown, null);
        paper("statement", bank, null);
        paper("without", null, null);

        assertThat(titles()).containsExactly("statement", "without");
        assertThat(master.journal().where("GET", "/api/documents/1/preview/"))
                .as("its file is not even read")
                .isEmpty();
    }

    @Test
    void titlesGetAPrefix() throws IOException {
        on("prefix");
        paper("It's a \"letter\"", null, null);

        assertThat(titles()).containsExactly("[2024] It's a \"letter\"");
    }

    @Test
    void invoicesGetAnotherOwner() throws IOException {
        int invoice = Papers.lookup(master.api(), "document_types", "name", "Invoice");
        int accounting = replica.createUser("accounting");
        Papers.lookup(replica.api(), "tags", "name", "checked");
        on("owner");
        paper("bill", null, invoice);
        paper("letter", null, null);

        assertThat(titles()).containsExactly("bill", "letter");
        for (JsonNode document : replica.api().get("/api/documents/").path("results")) {
            boolean bill = document.path("title").asText().equals("bill");
            assertThat(document.path("owner").asInt() == accounting).isEqualTo(bill);
            assertThat(document.path("tags").size()).isEqualTo(bill ? 1 : 0);
        }
    }

    @Test
    void aWebhookIsCalledAfterEachNewInvoice() throws IOException {
        List<JsonNode> calls = new CopyOnWriteArrayList<>();
        List<String> headers = new CopyOnWriteArrayList<>();
        HttpServer hook = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        hook.createContext("/", call -> {
            headers.addAll(call.getRequestHeaders().keySet());
            calls.add(io.pngx.controller.paperless.Json.MAPPER.readTree(call.getRequestBody()));
            call.sendResponseHeaders(500, -1); // a webhook that fails disturbs nothing
            call.close();
        });
        hook.start();
        System.setProperty(
                "invoice_hook", "http://127.0.0.1:" + hook.getAddress().getPort() + "/new/s3cret?secret=x");
        try {
            int invoice = Papers.lookup(master.api(), "document_types", "name", "Invoice");
            on("new-invoice");
            int bill = paper("bill", null, invoice);
            paper("letter", null, null);

            assertThat(titles()).containsExactly("bill", "letter");
            world.eventually("the call", () -> !calls.isEmpty());
            world.eventually(
                    "the warning",
                    () -> world.said(world.replica())
                            .contains("WARN rule: The rule \"new-invoice\" got an answer with status 500."));
            master.api().patch("/api/documents/" + bill + "/", Papers.json("title", "changed"));
            assertThat(titles()).containsExactly("changed", "letter");

            assertThat(calls).singleElement().satisfies(call -> {
                assertThat(call.path("title").asText()).isEqualTo("bill");
                assertThat(call.path("document_type").asText()).isEqualTo("Invoice");
                assertThat(call.has("content")).isFalse();
            });
            assertThat(headers).as("no token").noneMatch("Authorization"::equalsIgnoreCase);
        } finally {
            System.clearProperty("invoice_hook");
            hook.stop(0);
        }
    }

    @Test
    void anAlertReachesTheRulesThatAreOnForItsReplica() throws IOException {
        on("alert");
        List<String> told = new CopyOnWriteArrayList<>();
        HttpServer hook = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        hook.createContext("/", call -> {
            told.add(new String(call.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
            call.sendResponseHeaders(200, -1);
            call.close();
        });
        hook.start();
        try {
            world.boot
                    .rules()
                    .loader()
                    .save(
                            "alert",
                            PRINTED.get("alert") + "        - setBody: {simple: "
                                    + "\"${body[message]}\"}\n"
                                    + "        - to: \"http://127.0.0.1:"
                                    + hook.getAddress().getPort() + "/\"\n");

            Map<String, Object> alert = Map.of(
                    "replica_id",
                    world.replica().id(),
                    "replica",
                    "Family",
                    "event",
                    "held",
                    "message",
                    "3 deletions wait");
            world.boot.camel().createProducerTemplate().sendBody("direct:rule-alert", alert);
            world.boot
                    .camel()
                    .createProducerTemplate()
                    .sendBody("direct:rule-alert", Map.of("replica_id", -1L, "event", "other", "message", "elsewhere"));

            assertThat(told)
                    // a real alert, if an earlier test moved the clock of the shared controller
                    .filteredOn(message -> !message.contains("no successful run"))
                    .containsExactly("3 deletions wait");
        } finally {
            hook.stop(0);
        }
    }
}
