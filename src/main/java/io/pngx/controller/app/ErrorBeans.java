package io.pngx.controller.app;

import io.pngx.controller.engine.errors.DeadLetters;
import io.pngx.controller.engine.errors.ErrorsAsFailures;
import io.pngx.controller.engine.errors.Failures;

/** Binds the beans that the error handlers of the routes call. */
final class ErrorBeans {
    private ErrorBeans() {}

    static void bind(Core core, DocumentBeans documents, UploadBeans uploads) {
        Failures failures = new Failures(core.gateway());
        core.bind("failures", failures);
        core.bind(
                "deadLetters",
                new DeadLetters(
                        core.tables(),
                        failures,
                        uploads.failures(),
                        documents.lookups(),
                        core.master(),
                        core.sessions(),
                        core.journal()));
        core.camel().getCamelContextExtension().addInterceptStrategy(new ErrorsAsFailures());
    }
}
