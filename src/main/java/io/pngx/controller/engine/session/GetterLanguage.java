package io.pngx.controller.engine.session;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.language.bean.BeanLanguage;
import org.apache.camel.language.bean.RuntimeBeanExpressionException;
import org.apache.camel.support.ExpressionAdapter;

/**
 * Reads {@code ${body.write.open}} and other chains of getters in routes. Camel's own bean language gives the same
 * values, but copies the exchange and searches all methods of the class for each name. Copying and searching took 7 %
 * of the CPU time for a new document. Camel's own language still evaluates every expression that is not a chain of
 * getters of the controller's classes.
 */
public final class GetterLanguage extends BeanLanguage {
    /** Name in the registry, where Camel finds the language. */
    public static final String NAME = "bean-language";

    private static final String OWN = "io.pngx.";
    private static final Pattern CHAIN = Pattern.compile("(\\.[A-Za-z]\\w*)+");
    private static final String[] NO_CHAIN = {};
    // Positions in the array of properties that Camel passes to this language.
    private static final int BEAN = 1;
    private static final int METHOD = 2;

    private static final ClassValue<Map<String, Optional<Method>>> GETTERS = new ClassValue<>() {
        @Override
        protected Map<String, Optional<Method>> computeValue(Class<?> type) {
            return new ConcurrentHashMap<>();
        }
    };

    // Maps each expression to the names of its getters; has at most one entry for each expression in the routes.
    private final Map<String, String[]> chains = new ConcurrentHashMap<>();

    @Override
    public Expression createExpression(String expression, Object[] properties) {
        if (expression == null
                && properties != null
                && properties.length == METHOD + 1
                && isOwn(properties[BEAN])
                && properties[METHOD] instanceof String chain) {
            String[] names = chains.computeIfAbsent(chain, GetterLanguage::names);
            if (names.length > 0) {
                return new Getters(properties, names);
            }
        }
        return super.createExpression(expression, properties);
    }

    private Expression ofCamel(Object[] properties) {
        return super.createExpression(null, properties);
    }

    private static String[] names(String chain) {
        return CHAIN.matcher(chain).matches() ? chain.substring(1).split("\\.") : NO_CHAIN;
    }

    private static boolean isOwn(Object bean) {
        return bean != null && bean.getClass().getName().startsWith(OWN);
    }

    private static Method getter(Object bean, String name) {
        return isOwn(bean)
                ? GETTERS.get(bean.getClass())
                        .computeIfAbsent(name, any -> find(bean.getClass(), any))
                        .orElse(null)
                : null;
    }

    /** Finds the getter that Camel would call. Empty if Camel might call another method. */
    private static Optional<Method> find(Class<?> type, String name) {
        String capital = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        List<String> names = List.of(name, "get" + capital, "is" + capital);
        List<Method> found = Arrays.stream(type.getMethods())
                .filter(method -> names.contains(method.getName()))
                .filter(method -> !method.isBridge())
                .toList();
        return found.stream()
                .filter(method -> found.size() == 1
                        && method.getParameterCount() == 0
                        && method.getReturnType() != void.class
                        && method.getDeclaringClass() != Object.class
                        && !Modifier.isStatic(method.getModifiers())
                        && method.trySetAccessible())
                .findFirst();
    }

    private final class Getters extends ExpressionAdapter {
        private final Object[] properties;
        private final String[] names;

        Getters(Object[] properties, String[] names) {
            this.properties = properties;
            this.names = names;
        }

        @Override
        public Object evaluate(Exchange exchange) {
            Object value = properties[BEAN];
            for (String name : names) {
                Method getter = getter(value, name);
                if (getter == null) {
                    return ofCamel(properties).evaluate(exchange, Object.class);
                }
                value = call(getter, value, exchange);
            }
            return value;
        }

        private Object call(Method getter, Object bean, Exchange exchange) {
            try {
                return getter.invoke(bean);
            } catch (InvocationTargetException e) {
                throw new RuntimeBeanExpressionException(
                        exchange, bean.getClass().getName(), getter.getName(), e.getCause());
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
