package io.github.useremails.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the guard counts is noted where the contract looks. */
class ColumnUseRecorderTest {

    @RegisterExtension
    static final PostgresDatabase database = PostgresDatabase.preparedBy(
            "users in a schema",
            dataSource -> Migrations.of(dataSource)
                    .inSchema("accounts")
                    .withRoles()
                    .withColumnUses()
                    .migrate());

    private static final ColumnUse USE = new ColumnUse(
            new DeprecatedColumn("users", "email_address", "Users.primaryEmail(id)"),
            new StackTraceElement("com.example.Page", "show", "Page.java", 7),
            FoundBy.PARSER);

    private final ColumnUseRecorder recorder =
            ColumnUseRecorder.to(database.asRole("useremails_app"), "web").inSchema("accounts");

    @BeforeEach
    void forgetUses() throws SQLException {
        database.execute("truncate accounts.deprecated_column_uses");
    }

    @Test
    void whatHasGrownIsAdded() throws SQLException {
        recorder.record(Map.of(USE, 3L));
        recorder.record(Map.of(USE, 3L));
        recorder.record(Map.of(USE, 5L));

        assertThat(database.query(
                        "select d.relation_name, d.column_name, d.found_by, d.application_name, d.place, d.uses"
                                + " from accounts.deprecated_column_uses d"))
                .containsExactly(List.of(
                        "accounts.users", "email_address", "guard", "web", "com.example.Page.show(Page.java:7)", "5"));
    }

    @Test
    void nothingIsLostWhenTheDatabaseDoesNotTakeIt() throws SQLException {
        database.execute(
                "revoke execute on function"
                        + " accounts.record_deprecated_column_use(text, text, text, text, text, text, bigint) from useremails_app");
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> recorder.record(Map.of(USE, 3L)));
        database.execute(
                "grant execute on function"
                        + " accounts.record_deprecated_column_use(text, text, text, text, text, text, bigint) to useremails_app");

        recorder.record(Map.of(USE, 4L));

        assertThat(database.query("select d.uses from accounts.deprecated_column_uses d"))
                .containsExactly(List.of("4"));
    }

    @Test
    void aBlankSchemaIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> recorder.inSchema(" "))
                .withMessage("the schema must not be blank");
    }

    @Test
    void aLineOfAnyLengthIsNoted() throws SQLException {
        StackTraceElement far = new StackTraceElement("com.example." + "Page".repeat(500), "show", "Page.java", 7);

        recorder.record(Map.of(new ColumnUse(USE.column(), far, FoundBy.PARSER), 1L));

        assertThat(database.query("select length(d.place) from accounts.deprecated_column_uses d"))
                .containsExactly(List.of("250"));
    }
}
