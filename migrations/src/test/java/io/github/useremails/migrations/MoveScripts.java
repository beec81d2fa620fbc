package io.github.useremails.migrations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The scripts beside the steps of the move, with the names that most applications have. */
final class MoveScripts {

    static final Path FOLDER = Path.of("src/main/resources/db/useremails/moves/email_address");

    private MoveScripts() {}

    static String sql(String name) throws IOException {
        return Placeholders.STANDARD.render(Files.readString(FOLDER.resolve(name)));
    }

    static String undo(MoveStep step) {
        return "undo/" + step.number() + "_" + step.name().toLowerCase(Locale.ROOT) + ".sql";
    }

    /** From the verification back to a step. */
    static List<String> undoDownTo(MoveStep step) {
        return Stream.of(MoveStep.VERIFICATION, MoveStep.BACKFILL, MoveStep.FORWARDING, MoveStep.STRUCTURE)
                .filter(one -> one.compareTo(step) >= 0)
                .map(MoveScripts::undo)
                .toList();
    }
}
