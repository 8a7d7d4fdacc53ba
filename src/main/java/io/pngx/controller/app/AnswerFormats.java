package io.pngx.controller.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.engine.instances.AnswerFormat;
import io.pngx.controller.paperless.AccountPage;
import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.DocumentRoot;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.paperless.LookupPage;
import io.pngx.controller.paperless.UiSettings;
import java.beans.Introspector;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Binds the data formats that parse answers in routes, for example {@code unmarshal: {custom: {ref: documentPage}}}.
 */
final class AnswerFormats {
    private AnswerFormats() {}

    static void bind(BiConsumer<String, Object> bind) {
        List.of(
                        UiSettings.class,
                        LookupPage.class,
                        AccountPage.class,
                        DocumentPage.class,
                        Document.class,
                        DocumentRoot.class,
                        Lookup.class)
                .forEach(type -> bind.accept(Introspector.decapitalize(type.getSimpleName()), new AnswerFormat(type)));
        bind.accept("json", new AnswerFormat(JsonNode.class));
        AnswerFormat tasks = new AnswerFormat(ConsumeTask.class);
        tasks.useList();
        bind.accept("consumeTasks", tasks);
    }
}
