package io.pngx.controller.app;

import io.pngx.controller.engine.drill.DocumentDrill;
import io.pngx.controller.engine.drill.DrillRunner;
import io.pngx.controller.engine.drill.DrillSchedule;
import io.pngx.controller.engine.drill.FilterDrill;
import io.pngx.controller.store.Tables;

/** Binds the beans of drills. */
record DrillBeans(DrillSchedule schedule) {
    static DrillBeans bind(Core core, CycleBeans cycle) {
        Tables tables = core.tables();
        DrillSchedule schedule = new DrillSchedule(
                tables,
                cycle.nights(),
                core.locks(),
                core.connections(),
                core.gateway(),
                core.rules().book(),
                core.stops(),
                core.clock());
        core.bind("drillSchedule", schedule);
        core.bind(
                "drillRunner",
                new DrillRunner(
                        tables.drills(), core.locks(), core.guard(), core.stops(), core.journal(), core.clock()));
        core.bind("documentDrill", new DocumentDrill(tables, core.locks(), core.stops()));
        core.bind(
                "filterDrill",
                new FilterDrill(
                        tables.drills(), tables.drillScope(), core.rules().book()));
        return new DrillBeans(schedule);
    }
}
