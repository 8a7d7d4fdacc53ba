package io.pngx.controller.scenario;

import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Sets number and seed of the histories for each pairing ({@code -Dhistories=}, {@code -Dseed=}). Without soak, the
 * seed is fixed.
 */
class HowMany implements AroundPropertyHook {
    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
        boolean soak = Boolean.getBoolean("pngx.soak");
        context.attributes().setTries(Integer.getInteger("histories", soak ? 250 : 4));
        String seed = System.getProperty(
                "seed",
                soak
                        ? null
                        : String.valueOf(
                                context.containerClass().getSimpleName().hashCode()));
        if (seed != null) {
            context.attributes().setSeed(seed);
        }
        Histories.begin();
        return property.execute();
    }
}
