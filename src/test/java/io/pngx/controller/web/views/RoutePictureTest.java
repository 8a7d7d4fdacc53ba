package io.pngx.controller.web.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.text.Text;
import io.pngx.controller.web.views.RouteGraph.Call;
import io.pngx.controller.web.views.RouteGraph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RoutePictureTest {
    private static final Set<String> ELSEWHERE = Set.of("far", "farther");

    private static Node node(String id, String... targets) {
        return new Node(
                id,
                "plan",
                Text.of(""),
                Arrays.stream(targets).map(target -> new Call(target, false)).toList());
    }

    private static RoutePicture draw(Node... nodes) {
        return RoutePicture.of(new RouteGraph.Stage("plan", Text.of("Plan"), Text.of(""), List.of(nodes)), ELSEWHERE);
    }

    private static Map<String, RoutePicture.Box> boxes(RoutePicture picture) {
        return picture.boxes().stream().collect(Collectors.toMap(RoutePicture.Box::id, Function.identity()));
    }

    /** Returns a rectangle for each box: left, top, right, bottom. */
    private static List<int[]> rectangles(RoutePicture picture) {
        List<int[]> all = new ArrayList<>();
        picture.boxes()
                .forEach(box -> all.add(
                        new int[] {box.x(), box.y(), box.x() + RoutePicture.BOX_WIDTH, box.y() + RoutePicture.BOX_HEIGHT
                        }));
        picture.ports()
                .forEach(port -> all.add(new int[] {
                    port.x(), port.y(), port.x() + RoutePicture.BOX_WIDTH, port.y() + RoutePicture.PORT_HEIGHT
                }));
        return all;
    }

    private static void assertTidy(RoutePicture picture) {
        List<int[]> all = rectangles(picture);
        for (int[] one : all) {
            assertThat(one[0]).isNotNegative();
            assertThat(one[1]).isNotNegative();
            assertThat(one[2]).isLessThanOrEqualTo(picture.width());
            assertThat(one[3]).isLessThanOrEqualTo(picture.height());
            assertThat(all)
                    .filteredOn(other -> other != one)
                    .noneMatch(
                            other -> one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3]);
        }
    }

    @Test
    void aCalledRouteIsRightOfAllItsCallers() {
        RoutePicture picture = draw(
                node("shared"),
                node("first", "second", "shared"),
                node("second", "shared", "far"),
                node("other", "far"));

        Map<String, RoutePicture.Box> boxes = boxes(picture);
        assertThat(boxes).hasSize(4);
        assertThat(boxes.get("second").x()).isGreaterThan(boxes.get("first").x());
        assertThat(boxes.get("shared").x()).isGreaterThan(boxes.get("second").x());
        assertThat(boxes.get("other").x()).isEqualTo(boxes.get("first").x());
        assertThat(picture.ports()).extracting(RoutePicture.Port::target).containsExactly("far", "far");
        assertThat(picture.arrows()).as("one for each call").hasSize(5);
        assertTidy(picture);
    }

    @Test
    void aCallOfAnUnknownRouteHasNoArrow() {
        assertThat(draw(node("one", "nowhere", "farther")).arrows()).hasSize(1);
    }

    @Test
    void routesThatCallEachOtherInACircleAreDrawnOnce() {
        RoutePicture picture = draw(node("begin", "one"), node("one", "two"), node("two", "one"), node("self", "self"));

        assertThat(boxes(picture)).hasSize(4);
        assertThat(picture.arrows()).hasSize(4);
        assertTidy(picture);
    }

    @Test
    void aCircleThatNothingElseCallsIsDrawnToo() {
        assertThat(boxes(draw(node("one", "two"), node("two", "one")))).hasSize(2);
    }

    @Test
    void noRouteIsAnEmptyPicture() {
        assertThat(draw().boxes()).isEmpty();
        assertThat(draw().height()).isNotNegative();
    }
}
