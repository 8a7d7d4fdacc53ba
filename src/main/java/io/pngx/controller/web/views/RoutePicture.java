package io.pngx.controller.web.views;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The positions of the routes of one stage in their picture. A route is left of the routes that it calls. A call to a
 * route of another stage ends at a small box, which leads to that stage.
 */
public record RoutePicture(int width, int height, List<Box> boxes, List<Port> ports, List<Arrow> arrows) {
    static final int BOX_WIDTH = 154;
    static final int BOX_HEIGHT = 44;
    static final int PORT_HEIGHT = 22;
    private static final int COLUMN = BOX_WIDTH + 28;
    private static final int GAP = 10;
    private static final int MARGIN = 3;

    /** The box of a route. */
    public record Box(String id, int x, int y) {}

    /** The small box for a called route that belongs to another stage. */
    public record Port(String target, int x, int y) {}

    /**
     * The arrow of a call.
     *
     * @param path the SVG path of the line and the arrowhead
     * @param async whether the caller does not wait
     */
    public record Arrow(String path, boolean async) {}

    static RoutePicture of(RouteGraph.Stage stage, Set<String> known) {
        return new Drawing(stage, known).draw();
    }

    private static final class Drawing {
        private final Map<String, RouteGraph.Node> nodes = new HashMap<>();
        private final Map<String, Integer> columns = new HashMap<>();
        private final Map<String, Box> placed = new HashMap<>();
        private final RouteGraph.Stage stage;
        private final Set<String> known;
        private final List<Box> boxes = new ArrayList<>();
        private final List<Port> ports = new ArrayList<>();
        private final List<Arrow> arrows = new ArrayList<>();
        private int bottom = MARGIN;

        Drawing(RouteGraph.Stage stage, Set<String> known) {
            this.stage = stage;
            this.known = known;
            stage.nodes().forEach(node -> nodes.put(node.id(), node));
        }

        RoutePicture draw() {
            Set<String> called = new HashSet<>();
            stage.nodes().forEach(node -> node.calls().forEach(call -> called.add(call.target())));
            List<RouteGraph.Node> first = stage.nodes().stream()
                    .filter(node -> !called.contains(node.id()))
                    .toList();
            first.forEach(node -> push(node, 0, new HashSet<>()));
            first.forEach(this::place);
            stage.nodes().forEach(this::place); // the rest: routes that only call each other in a circle
            stage.nodes()
                    .forEach(node -> node.calls().stream()
                            .filter(call -> placed.containsKey(call.target()))
                            .forEach(call -> arrow(
                                    placed.get(node.id()),
                                    placed.get(call.target()).x(),
                                    placed.get(call.target()).y() + BOX_HEIGHT / 2,
                                    call.async())));
            int width = Math.max(
                    boxes.stream().mapToInt(Box::x).max().orElse(0),
                    ports.stream().mapToInt(Port::x).max().orElse(0));
            return new RoutePicture(
                    width + BOX_WIDTH + MARGIN, Math.max(bottom - GAP, 0) + MARGIN, boxes, ports, arrows);
        }

        /** Moves a route, and the routes that it calls, to the right of all its callers. */
        private void push(RouteGraph.Node node, int column, Set<String> above) {
            if (column > columns.getOrDefault(node.id(), -1) && above.add(node.id())) {
                columns.put(node.id(), column);
                node.calls().stream()
                        .filter(call -> nodes.containsKey(call.target()))
                        .forEach(call -> push(nodes.get(call.target()), column + 1, above));
                above.remove(node.id());
            }
        }

        /** Places a route at the height of the first route that it calls. */
        private void place(RouteGraph.Node node) {
            if (placed.containsKey(node.id())) {
                return;
            }
            int top = bottom;
            int column = columns.getOrDefault(node.id(), 0);
            Box box = new Box(node.id(), MARGIN + column * COLUMN, top);
            placed.put(node.id(), box);
            boxes.add(box);
            for (RouteGraph.Call call : node.calls()) {
                if (nodes.containsKey(call.target())) {
                    place(nodes.get(call.target()));
                } else if (known.contains(call.target())) {
                    Port port = new Port(call.target(), MARGIN + (column + 1) * COLUMN, bottom);
                    ports.add(port);
                    bottom += PORT_HEIGHT + GAP;
                    arrow(box, port.x(), port.y() + PORT_HEIGHT / 2, call.async());
                }
            }
            bottom = Math.max(bottom, top + BOX_HEIGHT + GAP);
        }

        private void arrow(Box from, int x, int y, boolean async) {
            int begin = from.x() + BOX_WIDTH;
            int level = from.y() + BOX_HEIGHT / 2;
            int turn = y > level ? 6 : -6;
            String line = Math.abs(y - level) < 12
                    ? "M" + begin + " " + level + "H" + (begin + 8) + "L" + (begin + 18) + " " + y + "H" + x
                    : "M" + begin + " " + level + "h8q6 0 6 " + turn + "V" + (y - turn) + "q0 " + turn + " 6 " + turn
                            + "H" + x;
            arrows.add(new Arrow(line + "m-5 -4l5 4l-5 4", async));
        }
    }
}
