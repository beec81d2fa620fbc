package io.github.useremails.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The packages of a module form floors. Each package imports only packages of the floors that are listed before its own. */
class RoomsTest {

    private static final List<List<String>> DOMAIN = List.of(
            List.of("text"),
            List.of("address"),
            List.of(Room.ROOT),
            List.of("confirmation", "institution", "outbox", "upkeep"));

    private static final List<List<String>> PERSISTENCE = List.of(
            List.of("spi", "replica", "internal.schema", "internal.legacy"),
            List.of("internal.jdbc"),
            List.of("internal.sql"),
            List.of("internal.lookup"),
            List.of("internal.change"),
            List.of("internal.confirmation", "internal.roster", "internal.outbox"),
            List.of("internal.upkeep"),
            List.of(Room.ROOT));

    @Test
    void domainImportsDownwardsOnly() {
        assertFloors(Room.of("domain", "io.github.useremails.domain"), DOMAIN);
    }

    @Test
    void persistenceImportsDownwardsOnly() {
        assertFloors(Room.of("persistence", "io.github.useremails.persistence"), PERSISTENCE);
    }

    @Test
    void anImportOfTheSameFloorIsFound() {
        Set<Room> rooms = Set.of(new Room("text", Set.of()), new Room("address", Set.of("text", "confirmation")));

        assertThat(upwards(rooms, List.of(List.of("text"), List.of("address", "confirmation"))))
                .containsExactly("address imports confirmation");
    }

    private static void assertFloors(Collection<Room> rooms, List<List<String>> floors) {
        assertThat(rooms)
                .extracting(Room::name)
                .containsExactlyInAnyOrderElementsOf(
                        floors.stream().flatMap(List::stream).toList());
        assertThat(upwards(rooms, floors)).isEmpty();
    }

    private static List<String> upwards(Collection<Room> rooms, List<List<String>> floors) {
        List<String> found = new ArrayList<>();
        Set<String> below = new TreeSet<>();
        for (List<String> floor : floors) {
            rooms.stream()
                    .filter(room -> floor.contains(room.name()))
                    .forEach(room -> room.imports().stream()
                            .filter(imported -> !below.contains(imported))
                            .forEach(imported -> found.add(room.name() + " imports " + imported)));
            below.addAll(floor);
        }
        return found;
    }
}
