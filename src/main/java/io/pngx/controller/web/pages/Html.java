package io.pngx.controller.web.pages;

import io.pngx.controller.config.Build;
import io.pngx.controller.web.http.ProblemDetails;
import io.pngx.controller.web.views.Formats;
import java.util.Locale;
import java.util.Set;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** Renders the templates. Thymeleaf escapes all values. */
public final class Html {
    private final TemplateEngine engine = new TemplateEngine();
    private final Build build;
    private final StaticFiles files;

    public Html(Build build, StaticFiles files) {
        this.build = build;
        this.files = files;
        ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver(Html.class.getClassLoader());
        resolver.setPrefix("templates/");
        resolver.setSuffix(".html");
        resolver.setTemplateMode(TemplateMode.HTML);
        resolver.setCharacterEncoding("UTF-8");
        engine.setTemplateResolver(resolver);
    }

    /**
     * Renders a whole page.
     *
     * @param values names and values in turn: name, value, name, value ...
     */
    String page(String template, Object... values) {
        return engine.process(template, context(values));
    }

    /** Renders one {@code th:fragment} of a template. */
    public String part(String template, String fragment, Object... values) {
        return engine.process(template, Set.of(fragment), context(values));
    }

    /** Renders a note, which disappears after a few seconds. */
    String note(String sentence, boolean problem) {
        return part("parts", "note", "sentence", sentence, "problem", problem);
    }

    String problem(ProblemDetails problem) {
        return page("problem", "problem", problem);
    }

    private Context context(Object... values) {
        Context context = new Context(Locale.ENGLISH);
        context.setVariable("formats", new Formats());
        context.setVariable("files", files);
        context.setVariable("version", build.version());
        for (int i = 0; i < values.length; i += 2) {
            context.setVariable((String) values[i], values[i + 1]);
        }
        return context;
    }
}
