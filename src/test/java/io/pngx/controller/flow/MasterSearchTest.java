package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.paperless.Json;
import io.pngx.simulator.NewDocument;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The list of documents, restricted to those that use some lookups, which only the master knows. */
class MasterSearchTest {
    private static final String LIST = "/api/documents/";

    private World world;
    private int letter;
    private int bill;
    private int note;

    private void start(Version master) {
        world = World.of(master, Version.V2);
        int taxes = Papers.lookup(world.master.api(), "tags", "name", "Täxes & Co");
        int bank = Papers.lookup(world.master.api(), "correspondents", "name", "Bank");
        int form = Papers.lookup(world.master.api(), "document_types", "name", "Form");
        letter = world.master
                .library()
                .add(NewDocument.text("a.txt", "First text")
                        .title("Letter")
                        .tags(taxes)
                        .correspondent(bank)
                        .documentType(form));
        bill = world.master
                .library()
                .add(NewDocument.text("b.txt", "Second text").title("Bill").tags(taxes));
        note = world.master
                .library()
                .add(NewDocument.text("c.txt", "Third text").title("Note").documentType(form));
        world.run();
        world.forgetJournals();
    }

    @AfterEach
    void end() {
        world.close();
    }

    private HttpResponse<String> get(String address) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(world.boot.url() + address))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static String text(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    private List<Integer> found(String query) throws Exception {
        HttpResponse<String> answer = get("/api/documents?" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode list = Json.MAPPER.readTree(answer.body());
        List<Integer> ids = new ArrayList<>();
        list.path("items").forEach(row -> ids.add(row.path("master_id").asInt()));
        return ids;
    }

    private String refusal(String query, int status) throws Exception {
        HttpResponse<String> answer = get("/api/documents?" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return Json.MAPPER.readTree(answer.body()).path("detail").asText();
    }

    private int asked() {
        return world.master.journal().count("GET", LIST);
    }

    @ParameterizedTest
    @EnumSource
    void onlyDocumentsThatUseAllLookupsAreListedWithOneCallForAPage(Version master) throws Exception {
        start(master);
        String tag = "tag=" + text("täxes & co");

        assertThat(found(tag)).containsExactly(bill, letter);
        assertThat(asked()).isEqualTo(1);
        assertThat(found(tag + "&correspondent=Bank")).containsExactly(letter);
        assertThat(found("document_type=Form")).containsExactly(note, letter);
        assertThat(found("document_type=Form&status=failed")).isEmpty();
        assertThat(found("document_type=Form&q=note")).containsExactly(note);
        assertThat(found("document_type=Form&sort=oldest&limit=1")).containsExactly(letter);
        assertThat(found("document_type=Form&sort=oldest&limit=1&after=" + letter))
                .containsExactly(note);
        assertThat(asked()).isEqualTo(7);
        assertThat(found("q=note")).containsExactly(note);
        assertThat(asked()).as("no call without a lookup").isEqualTo(7);
    }

    @Test
    void lookupsOfTheSameNameAreSearchedTogether() throws Exception {
        start(Version.V3);
        int anna = Papers.lookup(world.master.api(), "users", "username", "anna");
        Papers.lookup(world.replica().server().api(), "users", "username", "anna");
        int second = Papers.lookup(world.master.api(), "tags", "name", "Täxes & Co", "owner", anna);
        world.master.api().patch("/api/documents/" + note + "/", Papers.json("tags", List.of(second)));
        world.run();

        assertThat(found("tag=" + text("Täxes & Co"))).containsExactly(note, bill, letter);
    }

    @Test
    void anUnknownNameIsRefusedWithoutACall() throws Exception {
        start(Version.V2);

        assertThat(refusal("tag=Tax&correspondent=Bank", 400))
                .isEqualTo("The master had no tag \"Tax\" when it was last read; check the spelling.");
        HttpResponse<String> page = get("/documents?tag=%3Cb%3E&q=note");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("The master had no tag &quot;&lt;b&gt;&quot; when it was last read; check the spelling.")
                .contains("href=\"/documents?q=note\"")
                .contains("value=\"Bank\"")
                .doesNotContain("<b>")
                .doesNotContain("No document matches");
        assertThat(asked()).isZero();
    }

    @Test
    void manySearchesDoNotAskASlowMasterAtOnce() throws Exception {
        start(Version.V3);
        int before = asked();
        world.master.faults().on("GET", LIST).delay(Duration.ofSeconds(20));
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest search = HttpRequest.newBuilder(URI.create(world.boot.url() + "/api/documents?document_type=Form"))
                .build();
        List<CompletableFuture<HttpResponse<String>>> answers = Stream.generate(
                        () -> client.sendAsync(search, HttpResponse.BodyHandlers.ofString()))
                .limit(10)
                .toList();

        List<String> refused = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get().statusCode()).isEqualTo(409);
            refused.add(answer.get().body());
        }
        assertThat(refused)
                .filteredOn(text -> text.contains("Other searches wait for the master"))
                .hasSizeGreaterThanOrEqualTo(4);
        assertThat(asked() - before).isLessThanOrEqualTo(4);
    }

    @Test
    void aMasterThatFailsOrIsSlowIsNamedAndTheListStaysUsable() throws Exception {
        start(Version.V3);
        world.master.faults().on("GET", LIST).once().status(502);
        assertThat(refusal("document_type=Form", 409)).contains("502");

        world.master.faults().on("GET", LIST).once().delay(Duration.ofSeconds(20));
        String page = get("/documents?document_type=Form&status=in_sync").body();

        assertThat(page)
                .contains("role=\"alert\"")
                .contains("The master")
                .contains("href=\"/documents?status=in_sync\"")
                .contains("value=\"Form\"")
                .doesNotContain("href=\"/documents/" + note + "\"");
        assertThat(found("status=in_sync")).containsExactly(note, bill, letter);
        assertThat(found("document_type=Form")).containsExactly(note, letter);
    }
}
