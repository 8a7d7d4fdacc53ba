package io.pngx.controller.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.language.bean.BeanExpression;
import org.apache.camel.language.bean.RuntimeBeanExpressionException;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GetterLanguageTest {
    public enum State {
        OPEN
    }

    public record Inner(String name, boolean open, State state, Inner next) {
        public boolean isReady() {
            return !open;
        }

        public String broken() {
            throw new IllegalStateException("no value");
        }

        public String withPrefix(String prefix) {
            return prefix + name;
        }
    }

    public static class Base {
        public Object getPart() {
            return null;
        }
    }

    public static class Job extends Base implements Named {
        @Override
        public Inner getPart() {
            return new Inner("part", true, State.OPEN, null);
        }

        public List<String> getList() {
            return List.of("first", "second");
        }

        public Map<String, Object> getMap() {
            return Map.of("key", "value");
        }

        public long getNumber() {
            return 7;
        }

        public Inner getNothing() {
            return null;
        }
    }

    interface Named {
        default String getHost() {
            return "replica-1";
        }
    }

    private final CamelContext plain = new DefaultCamelContext();
    private final CamelContext own = new DefaultCamelContext();

    @BeforeEach
    void start() {
        own.getRegistry().bind(GetterLanguage.NAME, new GetterLanguage());
        plain.start();
        own.start();
    }

    @AfterEach
    void stop() {
        plain.stop();
        own.stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${body.host}",
                "${body.getHost}",
                "${body.number}",
                "${body.number} > 6",
                "${body.part}",
                "${body.part.name}",
                "${body.part.open}",
                "${body.part.ready}",
                "${body.part.state} == 'OPEN'",
                "${body.part.next}",
                "${body.part?.next?.name}",
                "${body.part.withPrefix('a ')}",
                "${body.part.name.length}",
                "${body.list[1]}",
                "${body.list.size}",
                "${body.map[key]}",
                "${body.nothing}",
                "${body.class.simpleName}",
                "${exchangeProperty.job.part.name}",
                "${variable.job.part.open}",
                "at ${body.host}/${body.part.name}"
            })
    void readsWhatCamelReads(String text) {
        assertThat(read(own, text)).isEqualTo(read(plain, text)).isNotEqualTo("");
    }

    @Test
    void aGetterOfNothingFailsAsInCamel() {
        for (CamelContext camel : List.of(plain, own)) {
            assertThatThrownBy(() -> read(camel, "${body.nothing.name}"))
                    .isInstanceOf(RuntimeBeanExpressionException.class)
                    .hasMessageContaining("last method returned null");
        }
    }

    @Test
    void anUnknownGetterFailsAsInCamel() {
        for (CamelContext camel : List.of(plain, own)) {
            assertThatThrownBy(() -> read(camel, "${body.part.unknown}"))
                    .isInstanceOf(RuntimeBeanExpressionException.class)
                    .hasMessageContaining("Method with name: unknown not found");
        }
    }

    @Test
    void theFailureOfAGetterIsTheCause() {
        for (CamelContext camel : List.of(plain, own)) {
            assertThatThrownBy(() -> read(camel, "${body.part.broken}"))
                    .isInstanceOf(RuntimeBeanExpressionException.class)
                    .hasRootCauseInstanceOf(IllegalStateException.class)
                    .hasRootCauseMessage("no value");
        }
    }

    @Test
    void onlyGettersOfTheControllersClassesAreReadWithoutCamel() {
        assertThat(expression(new Job(), ".part.name")).isNotInstanceOf(BeanExpression.class);
        assertThat(expression(new Job(), ".part?.name")).isInstanceOf(BeanExpression.class);
        assertThat(expression(new Job(), ".part.withPrefix('a')")).isInstanceOf(BeanExpression.class);
        assertThat(expression("text", ".length")).isInstanceOf(BeanExpression.class);
    }

    private Expression expression(Object bean, String chain) {
        return own.resolveLanguage("bean").createExpression(null, new Object[] {null, bean, chain});
    }

    private static Object read(CamelContext camel, String text) {
        Exchange exchange = new DefaultExchange(camel);
        Job job = new Job();
        exchange.getMessage().setBody(job);
        exchange.setProperty("job", job);
        exchange.setVariable("job", job);
        if (text.contains(" > ") || text.contains(" == ")) {
            var predicate = camel.resolveLanguage("simple").createPredicate(text);
            predicate.init(camel);
            return predicate.matches(exchange);
        }
        Expression expression = camel.resolveLanguage("simple").createExpression(text);
        expression.init(camel);
        return expression.evaluate(exchange, Object.class);
    }
}
