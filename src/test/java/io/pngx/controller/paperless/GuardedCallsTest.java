package io.pngx.controller.paperless;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that the gateway never sends, whatever a route does. */
class GuardedCallsTest extends OnTheWire {
    private static final String TRASH = "http://replica-1/api/trash/";

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH", "PUT", "DELETE"})
    void theMasterIsOnlyEverRead(String method) {
        assertThat(said(method, "http://master/api/documents/1/"))
                .isEqualTo("The master is only read, never written; " + method
                        + " /api/documents/1/ was refused and not sent.");
        nothingArrived();
    }

    @Test
    void theMasterIsRead() {
        assertThat(wire.call("GET", "http://master/api/documents/").getException())
                .isNull();
        assertThat(wire.call("HEAD", "http://master/api/documents/1/preview/").getException())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH", "PUT", "DELETE"})
    void anInstanceThatIsOnlyTestedIsOnlyRead(String method) {
        wire.connect("probe-1", "The replica", Instance.Role.PROBE, "");

        assertThat(said(method, "http://probe-1/api/tags/")).contains("is only read, never written");
        nothingArrived();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/documents/bulk_edit/",
                "/api/documents/delete/",
                "/api/documents/merge/",
                "/api/documents/rotate/",
                "/api/documents/reprocess/",
                "/api/documents/edit_pdf/",
                "/api/bulk_edit_objects/"
            })
    void nothingIsChangedInBulk(String path) {
        assertThat(said("POST", "http://replica-1" + path))
                .isEqualTo("Replica \"attic\" only gets the writes on the guard's list; POST " + path
                        + " was refused and not sent.");
        nothingArrived();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /api/documents/",
                "POST /api/documents/1/",
                "POST /api/documents/1/update/",
                "POST /api/users/",
                "POST /api/tasks/run/",
                "POST /api/tags/7/",
                "POST /api/profile/generate_auth_token/",
                "POST /api/trash/empty/",
                "PATCH /api/documents/",
                "PATCH /api/users/1/",
                "PATCH /api/documents/1/notes/",
                "PATCH /api/config/1/",
                "PATCH /api/trash/"
            })
    void aReplicaIsWrittenToByNoCallThatNoRouteMakes(String call) {
        String[] words = call.split(" ");
        assertThat(said(words[0], "http://replica-1" + words[1])).contains(words[1] + " was refused and not sent");
        nothingArrived();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /api/documents/post_document/",
                "POST /api/storage_paths/",
                "POST /api/tasks/acknowledge/",
                "PATCH /api/documents/1/",
                "PATCH /api/custom_fields/7/"
            })
    void theWritesOfOurRoutesPass(String call) {
        String[] words = call.split(" ");
        assertThat(wire.call(words[0], "http://replica-1" + words[1]).getException())
                .isNull();
    }

    @Test
    void theTrashIsNeverEmptied() {
        assertThat(said("POST", "http://replica-1/api/trash/"))
                .isEqualTo("Replica \"attic\" has a trash that the controller never empties; POST /api/trash/ was "
                        + "refused and not sent.");
        nothingArrived();
    }

    /** The gateway replaces the body of a route by a body that it builds from the permit. */
    @ParameterizedTest
    @MethodSource("ordersToTheTrash")
    void onlyTheCopyOfThePermitLeavesTheTrashWhateverTheBodySays(String type, Object body) {
        wire.guard.permitRestore("replica-1", 7);

        Exchange exchange = wire.call("POST", TRASH, body, type == null ? Map.of() : Map.of("Content-Type", type));

        assertThat(exchange.getException()).isNull();
        LoggedRequest arrived = arrived();
        assertThat(arrived.getBodyAsString()).isEqualTo("{\"action\":\"restore\",\"documents\":[7]}");
        assertThat(arrived.header("Content-Type").values()).containsExactly("application/json");
        assertThat(arrived.header("Content-Length").values()).containsExactly("36");
        assertThat(arrived.header("Transfer-Encoding").isPresent())
                .as("chunked")
                .isFalse();
        assertThat(arrived.header("Content-Encoding").isPresent())
                .as("compressed")
                .isFalse();
    }

    static Stream<Arguments> ordersToTheTrash() {
        String empty = "{\"action\":\"empty\"}";
        return Stream.of(
                Arguments.of("application/json", empty),
                Arguments.of("application/json", "{\"action\":\"empty\",\"documents\":[7]}"),
                Arguments.of("application/json", "{\"action\":\"restore\",\"documents\":[7],\"action\":\"empty\"}"),
                Arguments.of("application/json", "{\"action\":\"restore\",\"documents\":[8]}"),
                Arguments.of("application/json", "{\"action\":\"restore\",\"documents\":[7,8]}"),
                Arguments.of("application/json; charset=utf-16", empty.getBytes(StandardCharsets.UTF_16)),
                Arguments.of("application/x-www-form-urlencoded", "action=empty"),
                Arguments.of(
                        "multipart/form-data; boundary=x",
                        "--x\r\nContent-Disposition: form-data; name=\"action\"\r\n\r\nempty\r\n--x--\r\n"),
                Arguments.of("application/json", new ByteArrayInputStream(empty.getBytes(StandardCharsets.UTF_8))),
                Arguments.of(null, empty),
                Arguments.of(null, null));
    }

    @Test
    void aPermitForTheTrashIsGoodOnceAndForOneReplica() {
        wire.connect("replica-2", "Replica \"cellar\"", Instance.Role.REPLICA, "");
        wire.guard.permitRestore("replica-2", 7);
        assertThat(said("POST", TRASH)).contains("a trash that the controller never empties");
        wire.guard.permitRestore("replica-1", 8);
        wire.guard.permitRestore("replica-1", 9);
        assertThat(said("POST", TRASH + "?action=empty")).contains("a trash that the controller never empties");
        nothingArrived();
        assertThat(wire.call("POST", TRASH).getException()).isNull();
        assertThat(arrived().getBodyAsString())
                .as("the last one counts")
                .contains("[9]")
                .doesNotContain("8");
        assertThat(said("POST", TRASH)).contains("a trash that the controller never empties");
    }

    /** A PATCH of {@code deleted_at} would trash a document without a permit (paperless-api.md §2.3). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/documents/1/ {\"deleted_at\":\"2024-01-01T00:00:00Z\"}",
                "/api/documents/1/ {\"title\":\"x\",\"deleted\\u005fat\":\"2024-01-01T00:00:00Z\"}",
                "/api/documents/1/ {\"title\":\"x\",\"title\":\"y\"}",
                "/api/documents/1/ {\"title\":\"x\"} {\"deleted_at\":\"2024-01-01T00:00:00Z\"}",
                "/api/documents/1/ {\"remove_inbox_tags\":true}",
                "/api/documents/1/ [{\"title\":\"x\"}]",
                "/api/documents/1/ deleted_at=2024-01-01",
                "/api/documents/1/versions/2/ {\"deleted_at\":\"2024-01-01T00:00:00Z\"}",
                "/api/tags/1/ {\"name\":\"x\",\"deleted_at\":null}"
            })
    void nothingIsWrittenButTheKeysThatAreKnownHere(String call) {
        String path = call.substring(0, call.indexOf(' '));
        String body = call.substring(call.indexOf(' ') + 1);
        for (String type : List.of("application/json", "application/x-www-form-urlencoded")) {
            Exchange exchange = wire.call("PATCH", "http://replica-1" + path, body, Map.of("Content-Type", type));
            assertThat(exchange.getException()).as(body).isNotNull();
            assertThat(wire.said(exchange))
                    .contains("may get a PATCH only with a JSON object of allowed keys; PATCH " + path
                            + " was refused and not sent");
        }
        nothingArrived();
    }

    @Test
    void whatIsPatchedLeavesAsItIsAsJson() {
        String body = "{\"title\":\"M\u00fcller"
                + " \ud83d\ude00\",\"custom_fields\":[{\"field\":1,\"value\":1.10}],\"owner\":null}";

        Exchange exchange = wire.call(
                "PATCH", "http://replica-1/api/documents/1/", body, Map.of("Content-Type", "application/json"));

        assertThat(exchange.getException()).isNull();
        assertThat(new String(arrived().getBody(), StandardCharsets.UTF_8)).isEqualTo(body);
        assertThat(arrived().header("Content-Type").values()).containsExactly("application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/documents/1/", "/api/tags/7/", "/api/correspondents/1/", "/api/documents/1/notes/?id=3"})
    void nothingIsDeleted(String path) {
        assertThat(said("DELETE", "http://replica-1" + path)).contains("only gets a DELETE that has a permit");
        assertThat(said("PUT", "http://replica-1" + path)).contains("only gets a DELETE that has a permit");
        nothingArrived();
    }

    @Test
    void nothingIsWrittenToAReplicaWhileARunOnlyReadsIt() {
        wire.connect("replica-2", "Replica \"cellar\"", Instance.Role.REPLICA, "");
        wire.guard.denyWrites("replica-1");
        wire.guard.permitDelete("replica-1", "tags", 4711); // a permit makes no difference

        assertThat(said("PATCH", "http://replica-1/api/documents/1/"))
                .isEqualTo("Replica \"attic\" is only read in this run; PATCH /api/documents/1/ was refused and not "
                        + "sent.");
        assertThat(said("POST", "http://replica-1/api/documents/post_document/"))
                .contains("only read in this run");
        assertThat(said("POST", "http://replica-1/api/tags/")).contains("only read in this run");
        assertThat(said("POST", "http://replica-1/api/trash/")).contains("only read in this run");
        assertThat(said("DELETE", "http://replica-1/api/tags/4711/")).contains("only read in this run");
        nothingArrived();
        assertThat(wire.call("GET", LIST).getException()).isNull();
        assertThat(wire.call("PATCH", "http://replica-2/api/documents/1/").getException())
                .as("another replica")
                .isNull();

        wire.guard.allowWrites("replica-1");
        assertThat(wire.call("PATCH", "http://replica-1/api/documents/1/").getException())
                .isNull();
    }

    @Test
    void theTagThatProvesAReplicaMayBeDeletedOnceAndThereOnly() {
        wire.connect("replica-2", "Replica \"cellar\"", Instance.Role.REPLICA, "");
        wire.guard.permitDelete("replica-1", "tags", 7);

        assertThat(said("DELETE", "http://replica-2/api/tags/7/")).contains("only gets a DELETE that has a permit");
        assertThat(said("DELETE", "http://replica-1/api/correspondents/7/"))
                .contains("only gets a DELETE that has a permit");
        nothingArrived();
        says(aResponse().withStatus(204).withHeader("X-Version", "2.20.15"));
        assertThat(wire.call("DELETE", "http://replica-1/api/tags/7/").getException())
                .isNull();
        assertThat(said("DELETE", "http://replica-1/api/tags/7/")).contains("only gets a DELETE that has a permit");
        assertThat(arrived().getUrl()).isEqualTo("/api/tags/7/");
    }
}
