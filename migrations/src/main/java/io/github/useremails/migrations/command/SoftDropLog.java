package io.github.useremails.migrations.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The server's log in JSON, of which the lines count that tell of refused statements. */
record SoftDropLog(Path file) {

    private static final String REFUSED = "\"42501\"";

    void note(Connection connection) throws IOException, SQLException {
        if (!Files.isReadable(file)) {
            throw Refusal.unable("The log " + file + " cannot be read. Name a file that this process may read.");
        }
        try (PreparedStatement statement = connection.prepareStatement(Script.read("soft-drop-log.sql"))) {
            statement.setArray(1, connection.createArrayOf("text", refusals().toArray()));
            statement.executeUpdate();
        }
    }

    /** The last line may be half written: it counts the next time. */
    private List<String> refusals() throws IOException {
        List<String> refusals = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains(REFUSED) && line.endsWith("}")) {
                    refusals.add(line);
                }
            }
        }
        return refusals;
    }
}
