package io.github.useremails.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.guard.PlantedStatements.Use;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The database is the judge of what a use is: a decoy is what it answers the same way without the column. */
class PlantedStatementsTest {

    @RegisterExtension
    static final PostgresDatabase database = PostgresDatabase.empty();

    @BeforeAll
    static void create() throws SQLException {
        database.execute(PlantedStatements.SCHEMA);
    }

    /** The figures of the guide. */
    @Test
    void thereAreAsManyAsTheGuideSays() {
        assertThat(PlantedStatements.USES).hasSize(75);
        assertThat(PlantedStatements.USES.stream().filter(use -> use.foundBy() == FoundBy.PARSER))
                .hasSize(58);
        assertThat(PlantedStatements.DECOYS).hasSize(55);
        assertThat(PlantedStatements.DECOYS_FOR_WORDS).hasSize(14);
        assertThat(PlantedStatements.FLAGGED_WRONGLY).hasSize(6);
    }

    @ParameterizedTest
    @MethodSource("uses")
    void aUseIsAnsweredInAnotherWayWithoutTheColumn(Use use) throws SQLException {
        assertThat(withoutColumn(use.sql())).isNotEqualTo(withColumn(use.sql()));
    }

    @ParameterizedTest
    @MethodSource("decoys")
    void aDecoyIsAnsweredTheSameWay(String sql) throws SQLException {
        assertThat(withoutColumn(sql)).isEqualTo(withColumn(sql)).doesNotStartWith("error");
    }

    static Stream<Use> uses() {
        return PlantedStatements.USES.stream()
                .filter(use -> !isOnlyForTheDriver(use.sql()) && !hidesWhatItReads(use.sql()));
    }

    static Stream<String> decoys() {
        return Stream.of(
                        PlantedStatements.DECOYS.stream(),
                        PlantedStatements.DECOYS_FOR_WORDS.stream(),
                        PlantedStatements.FLAGGED_WRONGLY.stream().map(Use::sql))
                .flatMap(statements -> statements)
                .filter(sql -> !isOnlyForTheDriver(sql));
    }

    /** Copying has an API of its own, and of several statements only the first would tell. */
    private static boolean isOnlyForTheDriver(String sql) {
        return sql.startsWith("copy") || sql.startsWith("{") || sql.startsWith("select 1;");
    }

    /** All columns are read, and none of them is shown by the answer. */
    private static boolean hidesWhatItReads(String sql) {
        return sql.contains("(select * from users") || sql.startsWith("create view");
    }

    private static String withColumn(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            connection
                    .createStatement()
                    .execute("alter table users alter column email_address set default gen_random_uuid()::text");
            return answer(connection, sql);
        }
    }

    private static String withoutColumn(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("alter table users drop column email_address");
            return answer(connection, sql);
        }
    }

    /** The error, or what the statement gives and leaves behind. */
    private static String answer(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("insert into users (id, name) values (1, 'Ann')");
            statement.execute("insert into contacts values (1, 1, 'ann@mail.example')");
            statement.execute("insert into archive values (7, 'Kim', 'kim@mail.example')");
            boolean isQuery = statement.execute(sql.replace("?", "'1'").replace("('1', '1')", "('3', '3')"));
            return (isQuery ? rows(statement.getResultSet()) : "done ")
                    + rows(statement.executeQuery("select * from archive"));
        } catch (SQLException e) {
            return "error " + e.getSQLState();
        }
    }

    private static String rows(ResultSet rows) throws SQLException {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            text.append(rows.getMetaData().getColumnName(i)).append(' ');
        }
        while (rows.next()) {
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                text.append(rows.getString(i)).append(' ');
            }
        }
        return text.toString();
    }
}
