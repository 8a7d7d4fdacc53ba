package io.pngx.controller.web.pages;

import io.pngx.controller.config.Build;
import io.pngx.controller.text.Language;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.JsonText;
import io.pngx.controller.web.http.ProblemDetails;
import io.pngx.controller.web.views.Formats;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** Renders the templates. Thymeleaf escapes all values. */
public final class Html {
    private final TemplateEngine engine = new TemplateEngine();
    private final Build build;
    private final StaticFiles files;
    /** The language of the page that this thread renders. */
    private final ThreadLocal<Language> language = ThreadLocal.withInitial(() -> Language.ENGLISH);

    public Html(Build build, StaticFiles files) {
        this.build = build;
        this.files = files;
        RecordProperties.register();
        ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver(Html.class.getClassLoader());
        resolver.setPrefix("templates/");
        resolver.setSuffix(".html");
        resolver.setTemplateMode(TemplateMode.HTML);
        resolver.setCharacterEncoding("UTF-8");
        engine.setTemplateResolver(resolver);
        engine.setDialects(Set.of(TemplateLanguages.standardDialect(), new TemplateLanguages()));
    }

    /** Runs an action. All templates that the action renders are in the given language. */
    void in(Language reader, Runnable action) {
        in(reader, () -> {
            action.run();
            return null;
        });
    }

    /** Returns the result of an action. All templates that the action renders are in the given language. */
    <T> T in(Language reader, Supplier<T> action) {
        language.set(reader);
        try {
            return action.get();
        } finally {
            language.remove();
        }
    }

    /** Returns the language of the page that this thread renders. */
    Language language() {
        return language.get();
    }

    /**
     * Renders a whole page.
     *
     * @param values names and values in turn: name, value, name, value ...
     */
    String page(String template, Object... values) {
        Context context = context(values);
        context.setVariable("texts", texts());
        return engine.process(template, context);
    }

    /** Returns the translations for scripts as JSON, escaped for an element {@code script}; null for English. */
    private String texts() {
        Map<String, String> texts = language.get().scripts();
        return texts.isEmpty() ? null : JsonText.of(texts).replace("<", "\\u003c");
    }

    /** Renders one {@code th:fragment} of a template. */
    public String part(String template, String fragment, Object... values) {
        return engine.process(template, Set.of(fragment), context(values));
    }

    /** Renders a note, which disappears after a few seconds. */
    String note(Text sentence, boolean problem) {
        return part("parts", "note", "sentence", sentence, "problem", problem);
    }

    String problem(ProblemDetails problem) {
        return page("problem", "problem", problem);
    }

    private Context context(Object... values) {
        Language reader = language.get();
        Context context = new Context(reader.locale());
        context.setVariable("formats", new Formats());
        context.setVariable("language", reader);
        context.setVariable("languages", EnumSet.complementOf(EnumSet.of(reader)));
        context.setVariable("files", files);
        context.setVariable("version", build.version());
        for (int i = 0; i < values.length; i += 2) {
            context.setVariable((String) values[i], values[i + 1]);
        }
        return context;
    }
}
