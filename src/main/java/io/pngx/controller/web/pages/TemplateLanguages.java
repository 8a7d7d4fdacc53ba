package io.pngx.controller.web.pages;

import io.pngx.controller.text.Language;
import io.pngx.controller.text.Text;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.thymeleaf.context.IExpressionContext;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.dialect.AbstractDialect;
import org.thymeleaf.dialect.IPreProcessorDialect;
import org.thymeleaf.engine.AbstractTemplateHandler;
import org.thymeleaf.model.IOpenElementTag;
import org.thymeleaf.model.IProcessableElementTag;
import org.thymeleaf.model.IStandaloneElementTag;
import org.thymeleaf.model.IText;
import org.thymeleaf.preprocessor.IPreProcessor;
import org.thymeleaf.preprocessor.PreProcessor;
import org.thymeleaf.standard.StandardDialect;
import org.thymeleaf.standard.expression.IStandardVariableExpressionEvaluator;
import org.thymeleaf.templatemode.TemplateMode;

/**
 * Shows templates in the language of the page. Templates are written in English. Before Thymeleaf evaluates a template,
 * its plain text and its attributes for users are translated.
 */
final class TemplateLanguages extends AbstractDialect implements IPreProcessorDialect {
    /** Attributes that users read or hear. */
    static final List<String> ATTRIBUTES =
            List.of("title", "aria-label", "placeholder", "alt", "hx-confirm", "label", "data-label");

    /** Attribute that is translated only in an element with {@code name="question"}, because users read it there. */
    static final String VALUE = "value";

    private static final Pattern WITH_SPACE = Pattern.compile("(?s)(\\s*)(.*?)(\\s*)");

    TemplateLanguages() {
        super("languages");
    }

    /**
     * Returns Thymeleaf's standard dialect. If an expression yields a {@link Text}, the dialect translates the text.
     */
    static StandardDialect standardDialect() {
        StandardDialect dialect = new StandardDialect();
        IStandardVariableExpressionEvaluator evaluator = dialect.getVariableExpressionEvaluator();
        dialect.setVariableExpressionEvaluator((context, expression, execution) -> {
            Object value = evaluator.evaluate(context, expression, execution);
            return value instanceof Text text ? text.in(language(context)) : value;
        });
        return dialect;
    }

    @Override
    public int getDialectPreProcessorPrecedence() {
        return 1000;
    }

    @Override
    public Set<IPreProcessor> getPreProcessors() {
        return Set.of(new PreProcessor(TemplateMode.HTML, Translator.class, 1000));
    }

    private static Language language(IExpressionContext context) {
        return Language.of(context.getLocale().getLanguage()).orElse(Language.ENGLISH);
    }

    /**
     * Translates texts and attributes. This class is public, because Thymeleaf creates a translator for each template
     * that it renders.
     */
    public static final class Translator extends AbstractTemplateHandler {
        private Language language = Language.ENGLISH;

        @Override
        public void setContext(ITemplateContext context) {
            super.setContext(context);
            language = language(context);
        }

        @Override
        public void handleText(IText text) {
            String english = language == Language.ENGLISH ? null : text.getText();
            String shown = english == null ? null : translated(english);
            super.handleText(
                    shown == null || shown.equals(english)
                            ? text
                            : getContext().getModelFactory().createText(shown));
        }

        @Override
        public void handleOpenElement(IOpenElementTag tag) {
            super.handleOpenElement(language == Language.ENGLISH ? tag : withTranslations(tag));
        }

        @Override
        public void handleStandaloneElement(IStandaloneElementTag tag) {
            super.handleStandaloneElement(language == Language.ENGLISH ? tag : withTranslations(tag));
        }

        private <T extends IProcessableElementTag> T withTranslations(T tag) {
            T changed = tag;
            for (String name : ATTRIBUTES) {
                changed = withTranslation(changed, name);
            }
            return "question".equals(tag.getAttributeValue("name")) ? withTranslation(changed, VALUE) : changed;
        }

        private <T extends IProcessableElementTag> T withTranslation(T tag, String name) {
            String english = tag.getAttributeValue(name);
            String shown = english == null ? null : translated(english);
            return shown == null || shown.equals(english)
                    ? tag
                    : getContext().getModelFactory().setAttribute(tag, name, shown.replace("\"", "&quot;"));
        }

        /** Returns the translation of a piece of a template, with the space around it. */
        private String translated(String source) {
            Matcher parts = WITH_SPACE.matcher(source);
            if (!parts.matches() || parts.group(2).isEmpty()) {
                return source;
            }
            String english = plain(parts.group(2));
            String shown = language.translate(english);
            return shown.equals(english) ? source : parts.group(1) + escaped(shown) + parts.group(3);
        }
    }

    /** Returns the text of a piece of a template: its characters without line breaks and entities. */
    static String plain(String source) {
        return source.strip()
                .replaceAll("\\s+", " ")
                .replace("&quot;", "\"")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
