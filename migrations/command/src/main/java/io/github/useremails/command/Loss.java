package io.github.useremails.command;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.StringJoiner;

/**
 * Data that only the new side has, and that undoing a step would lose.
 *
 * @param words counts and ids of users; empty if nothing is lost
 * @param token confirms exactly this loss
 */
record Loss(String words, String token) {

    private static final Loss NOTHING = new Loss("", "");
    private static final int LENGTH_OF_TOKEN = 8;

    static Loss of(UndoneStep step, Connection connection, Target target) throws SQLException {
        if (!step.makesTheColumnCount()) {
            return NOTHING;
        }
        StringJoiner words = new StringJoiner("; ");
        StringBuilder digested = new StringBuilder().append(step);
        try (PreparedStatement statement =
                connection.prepareStatement(target.rendered(Script.read("rollback-loss.sql")))) {
            statement.setBoolean(1, step != UndoneStep.BACKFILL);
            statement.setBoolean(2, step == UndoneStep.STRUCTURE);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    words.add("%s (users: %s, such as %s)"
                            .formatted(row.getString(1), row.getString(2), row.getString(3)));
                    digested.append('\n').append(row.getString(1)).append(row.getString(4));
                }
            }
        }
        return words.length() == 0 ? NOTHING : new Loss(words.toString(), token(digested.toString()));
    }

    boolean isNothing() {
        return words.isEmpty();
    }

    private static String token(String digested) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(digested.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, LENGTH_OF_TOKEN);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
