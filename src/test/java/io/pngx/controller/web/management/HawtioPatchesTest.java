package io.pngx.controller.web.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The patched texts exist in the scripts of the console, and no served script loads the editor from a foreign host. */
class HawtioPatchesTest {
    @Test
    void eachTextIsThereOnceAndIsReplaced() throws IOException {
        for (HawtioPatches.Patch patch : HawtioPatches.ALL) {
            byte[] script = read(patch.file());
            assertThat(text(script).split(java.util.regex.Pattern.quote(patch.text()), -1))
                    .as(patch.text())
                    .hasSize(2);
            assertThat(text(HawtioPatches.applyTo(patch.file(), script)))
                    .doesNotContain(patch.text())
                    .contains(patch.replacement());
        }
    }

    @Test
    void otherFilesStayAsTheyAre() {
        byte[] content = "https://cdn.jsdelivr.net/npm/monaco-editor@0.43.0/min/vs ä".getBytes(StandardCharsets.UTF_8);
        assertThat(HawtioPatches.applyTo("static/js/main.8fd02e46.js", content)).isSameAs(content);
    }

    @Test
    void theEditorIsThereAsAWhole() throws IOException {
        for (String file : List.of(
                "loader.js",
                "editor/editor.main.js",
                "editor/editor.main.css",
                "base/worker/workerMain.js",
                "base/browser/ui/codicons/codicon/codicon.ttf",
                "basic-languages/xml/xml.js")) {
            assertThat(read("monaco/vs/" + file)).as(file).isNotEmpty();
        }
    }

    private static String text(byte[] script) {
        return new String(script, StandardCharsets.UTF_8);
    }

    private static byte[] read(String file) throws IOException {
        try (InputStream in = HawtioPatchesTest.class.getClassLoader().getResourceAsStream("hawtio-static/" + file)) {
            assertThat(in).as(file).isNotNull();
            return in.readAllBytes();
        }
    }
}
