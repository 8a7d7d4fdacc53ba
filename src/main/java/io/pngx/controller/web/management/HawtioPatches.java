package io.pngx.controller.web.management;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Patches scripts of Hawtio 4.2.0, the newest release, while they are served. A test checks that each text to be
 * replaced occurs exactly once in the war. A patch that no longer matches after an upgrade of Hawtio must be removed or
 * rewritten.
 */
final class HawtioPatches {
    /** @param file script in the war that contains the text */
    record Patch(String file, String text, String replacement) {}

    private static final String SCRIPT = "static/js/240.f213504c.chunk.js";

    static final List<Patch> ALL = List.of(
            // The console loads the editor of the tab "Source" from another host, which the content policy refuses.
            // pom.xml unpacks the same editor beside the console.
            new Patch(SCRIPT, "https://cdn.jsdelivr.net/npm/monaco-editor@0.43.0/min/vs", "/hawtio/monaco/vs"),
            // Hawtio reuses one graph for the life of the page, so each diagram would also contain the nodes of earlier
            // diagrams. In a route with its own error handler, Camel writes <errorHandler> before <from>, so the graph
            // gets an edge without a beginning. Then the layout of this diagram and of every later one fails with
            // "Cannot read properties of undefined (reading 'weight')".
            new Patch(
                    SCRIPT,
                    "const r=\"LR\"===n;return this.dagreGraph.setGraph({rankdir:n}),",
                    "const r=\"LR\"===n;return t=t.filter((e=>e.source)),this.dagreGraph=new"
                            + " Hs.default.graphlib.Graph,"
                            + "this.dagreGraph.setDefaultEdgeLabel((()=>({}))),"
                            + "this.dagreGraph.setGraph({rankdir:n}),"));

    private HawtioPatches() {}

    static byte[] applyTo(String file, byte[] content) {
        if (ALL.stream().noneMatch(patch -> patch.file().equals(file))) {
            return content;
        }
        // This charset maps each byte to one character and back.
        String script = new String(content, StandardCharsets.ISO_8859_1);
        for (Patch patch : ALL) {
            script = patch.file().equals(file) ? script.replace(patch.text(), patch.replacement()) : script;
        }
        return script.getBytes(StandardCharsets.ISO_8859_1);
    }
}
