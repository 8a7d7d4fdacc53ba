package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** HTTP calls of rules: the address is fixed, and Camel fills in no placeholders in the computed path and query. */
class RuleCallsTest extends Ruled {
    @Test
    void aTitleGetsNothingOutOfTheEnvironment() throws Exception {
        List<String> calls = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", call -> {
            calls.add(call.getRequestURI() + " "
                    + new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            call.sendResponseHeaders(200, -1);
            call.close();
        });
        server.start();
        try {
            begin(Version.V3);
            rule("calls", """
                    - route:
                        from:
                          uri: direct:rule-settled
                          steps:
                            - setHeader: {name: CamelHttpMethod, constant: POST}
                            - setHeader: {name: CamelHttpPath, simple: "${body[id]}"}
                            - setHeader: {name: CamelHttpQuery, simple: "title=${body[title]}"}
                            - setBody: {simple: "${body[title]}"}
                            - to: "http://127.0.0.1:%d/papers"
                    """.formatted(server.getAddress().getPort()));
            int id = paper("{{env:PATH}} {{file.encoding}}");

            succeeds();

            world.eventually("the call", () -> !calls.isEmpty());
            assertThat(calls)
                    .containsExactly("/papers/" + id
                            + "?title=%7B%7Benv:PATH%7D%7D%20%7B%7Bfile.encoding%7D%7D {{env:PATH}} {{file.encoding}}");
        } finally {
            server.stop(0);
        }
    }
}
