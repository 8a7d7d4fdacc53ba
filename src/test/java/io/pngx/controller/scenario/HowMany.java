package io.pngx.controller.scenario;

import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/** How many histories are played, and which: {@code -Dhistories=}, {@code -Dseed=}. */
class HowMany implements AroundPropertyHook {
    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
        context.attributes().setTries(Integer.getInteger("histories", Boolean.getBoolean("pngx.soak") ? 1000 : 50));
        if (System.getProperty("seed") != null) {
            context.attributes().setSeed(System.getProperty("seed"));
        }
        return property.execute();
    }
}
