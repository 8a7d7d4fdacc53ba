package io.pngx.controller.app;

import io.pngx.controller.engine.errors.DeadLetters;
import io.pngx.controller.engine.errors.DocumentFailures;
import io.pngx.controller.engine.errors.ErrorsAsFailures;
import io.pngx.controller.engine.errors.Failures;
import io.pngx.controller.engine.errors.RouteFailures;
import io.pngx.controller.engine.session.FreshAnswers;

/** Binds the beans that the error handlers of the routes call. */
final class ErrorBeans {
    private ErrorBeans() {}

    static void bind(Core core, UploadBeans uploads) {
        Failures failures = new Failures(core.gateway());
        RouteFailures routes = new RouteFailures();
        core.bind("routeFailures", routes);
        core.bind("failures", failures);
        core.bind(
                "deadLetters",
                new DeadLetters(
                        core.tables(), uploads.failures(), core.master(), core.sessions(), core.journal(), routes));
        core.bind("documentFailures", new DocumentFailures(core.tables()));
        core.bind("uploadFailures", uploads.failures());
        core.bind("journal", core.journal());
        core.camel().getCamelContextExtension().addInterceptStrategy(new FreshAnswers());
        core.camel().getCamelContextExtension().addInterceptStrategy(new ErrorsAsFailures());
    }
}
