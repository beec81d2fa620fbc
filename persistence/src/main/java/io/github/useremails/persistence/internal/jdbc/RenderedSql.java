package io.github.useremails.persistence.internal.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Rendered SQL text, ready to send. */
public record RenderedSql(String text) {

    /** Sets the parameters of a statement. */
    @FunctionalInterface
    public interface Parameters {
        void bind(PreparedStatement statement) throws SQLException;
    }

    /** Reads the rows of a result. */
    @FunctionalInterface
    public interface Answer<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /** Returns this statement followed by another one: two results in one round trip. */
    public RenderedSql then(RenderedSql next) {
        return new RenderedSql(text + "; " + next.text);
    }

    public <T> T query(Connection connection, Parameters parameters, Answer<T> answer) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            parameters.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                return answer.read(rows);
            }
        }
    }

    /** Returns whether the statement returns a row. */
    public boolean matches(Connection connection, Parameters parameters) throws SQLException {
        return query(connection, parameters, ResultSet::next);
    }

    /** Runs a statement and ignores its result, for example that of a void function. */
    public void call(Connection connection, Parameters parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            parameters.bind(statement);
            statement.execute();
        }
    }
}
