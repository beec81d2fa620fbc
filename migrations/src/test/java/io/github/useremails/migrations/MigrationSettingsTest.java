package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.useremails.postgres.PostgresDatabase;
import java.sql.SQLException;
import java.time.Duration;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that cannot be are refused before anything is made. */
class MigrationSettingsTest {

    @RegisterExtension
    static final PostgresDatabase database = PostgresDatabase.empty();

    @ParameterizedTest
    @ValueSource(strings = {"user", "order", "select"})
    void aSchemaNameThatIsAWordOfSqlIsRefusedBeforeAnythingIsMade(String name) throws SQLException {
        assertThatExceptionOfType(FlywayException.class)
                .isThrownBy(() -> migrations().inSchema(name).migrate())
                .withMessageContaining("reserved word");

        assertThat(database.query("select from pg_namespace where nspname = '" + name + "'"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "1a", "a b", "a\"b", "a;b", "a-b", "\u00e4", "${schema}"})
    void aSchemaNameThatNeedsQuotesIsRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> migrations().inSchema(name));
    }

    @Test
    void aSchemaNameOfMoreThan63LettersIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> migrations().inSchema("a".repeat(64)));
        assertThat(migrations().inSchema("a".repeat(63))).isNotNull();
    }

    @Test
    void aLockTimeoutThatTheServerCannotKeepIsRefused() throws SQLException {
        Duration longest = Duration.ofMillis(Integer.MAX_VALUE);

        assertThatIllegalArgumentException().isThrownBy(() -> migrations().withLockTimeout(longest.plusMillis(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> migrations().withLockTimeout(Duration.ofSeconds(Long.MAX_VALUE)));
        assertThat(migrations().withLockTimeout(longest).migrate()).isPositive();
    }

    @Test
    void aLockTimeoutOfNothingIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> migrations().withLockTimeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> migrations().withLockTimeout(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> migrations().withLockTimeout(Duration.ofNanos(1)));
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    void nullIsRefusedByTheNameOfTheParameter() {
        assertThatNullPointerException().isThrownBy(() -> Migrations.of(null)).withMessage("dataSource");
        assertThatNullPointerException()
                .isThrownBy(() -> migrations().inSchema(null))
                .withMessage("name");
        assertThatNullPointerException()
                .isThrownBy(() -> migrations().withLockTimeout(null))
                .withMessage("timeout");
    }

    private static Migrations migrations() {
        return Migrations.of(database.dataSource());
    }
}
