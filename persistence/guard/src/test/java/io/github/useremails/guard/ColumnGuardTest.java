package io.github.useremails.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.useremails.guard.legacy.LegacyApplication;
import io.github.useremails.guard.legacy.LegacyApplication.Jdbc;
import io.github.useremails.persistence.internal.LibraryStatement;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/** What is found, and what it is to who uses the column. */
class ColumnGuardTest {

    @RegisterExtension
    static final PostgresDatabase database = PostgresDatabase.empty();

    private static final DeprecatedColumn EMAIL =
            new DeprecatedColumn("users", "email_address", "Users.primaryEmail(id)");
    private static final String APPLICATION = "io.github.useremails.guard.legacy";
    private static final GuardSettings RAISING = GuardSettings.builder(EMAIL)
            .mode(GuardMode.RAISE)
            .applicationPackages(APPLICATION)
            .build();
    private static final GuardSettings LOGGING =
            GuardSettings.builder(EMAIL).applicationPackages(APPLICATION).build();

    @BeforeAll
    static void create() throws SQLException {
        database.execute(PlantedStatements.SCHEMA);
    }

    @ParameterizedTest
    @MethodSource("jdbc")
    void sqlThatIsHandedToJdbcIsRaised(String name) {
        Jdbc use = named(name, LegacyApplication.uses());
        DataSource guarded = ColumnGuard.with(RAISING).over(database.dataSource());

        DeprecatedColumnException error =
                catchThrowableOfType(DeprecatedColumnException.class, () -> LegacyApplication.run(guarded, use));

        assertThat(error.use().column()).isEqualTo(EMAIL);
        assertThat(error.use().callSite().getClassName()).isEqualTo(LegacyApplication.class.getName());
        assertThat(error)
                .hasMessageContaining("users.email_address")
                .hasMessageContaining("LegacyApplication.java:")
                .hasMessageContaining("Users.primaryEmail(id)");
    }

    @ParameterizedTest
    @MethodSource("jdbc")
    void sqlThatIsHandedToJdbcIsCountedOnceAndWorks(String name) throws SQLException {
        ColumnGuard guard = ColumnGuard.with(LOGGING);

        LegacyApplication.run(guard.over(database.dataSource()), c -> {
            c.setAutoCommit(false);
            named(name, LegacyApplication.uses()).run(c);
            c.rollback();
        });

        assertThat(guard.counts().values()).containsExactly(1L);
    }

    @ParameterizedTest
    @MethodSource("queries")
    void aQueryOfJooqIsRaised(String name) {
        ColumnGuard guard = ColumnGuard.with(RAISING);
        DSLContext jooq = guarded(guard, database.dataSource());

        Query query = named(name, LegacyApplication.queries(jooq));

        assertThatThrownBy(query::execute).isInstanceOf(DeprecatedColumnException.class);
    }

    @ParameterizedTest
    @MethodSource("queries")
    void aQueryOfJooqIsCountedOnceOverAGuardedDataSource(String name) {
        ColumnGuard guard = ColumnGuard.with(LOGGING);
        DSLContext jooq = guarded(guard, guard.over(database.dataSource()));

        rolledBack(
                jooq, inside -> named(name, LegacyApplication.queries(inside)).execute());

        assertThat(guard.counts().values()).containsExactly(1L);
        FoundBy foundBy = guard.counts().keySet().iterator().next().foundBy();
        assertThat(foundBy).isEqualTo(name.startsWith("plain") ? FoundBy.PARSER : FoundBy.QUERY_MODEL);
    }

    @ParameterizedTest
    @MethodSource("jooqDecoys")
    void aQueryOfJooqWithoutTheColumnPasses(String name) {
        ColumnGuard guard = ColumnGuard.with(RAISING);
        DSLContext jooq = guarded(guard, guard.over(database.dataSource()));

        rolledBack(jooq, inside -> named(name, LegacyApplication.decoys(inside)).execute());

        assertThat(guard.counts()).isEmpty();
    }

    @Test
    void aBatchOfJooqIsCountedForEachQuery() {
        ColumnGuard guard = ColumnGuard.with(LOGGING);
        DSLContext jooq = guarded(guard, guard.over(database.dataSource()));
        Map<String, Query> queries = LegacyApplication.queries(jooq);

        jooq.batch(
                        named("update", queries),
                        named("update", LegacyApplication.decoys(jooq)),
                        named("plain SQL", queries))
                .execute();

        assertThat(guard.counts().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(2);
    }

    @Test
    void anErrorOfTheDatabaseComesOutAsItIs() throws SQLException {
        try (Connection connection =
                ColumnGuard.with(RAISING).over(database.dataSource()).getConnection()) {
            assertThatThrownBy(() -> connection
                            .prepareStatement("select nothing from nowhere")
                            .executeQuery())
                    .isInstanceOf(SQLException.class)
                    .hasNoCause();
            assertThatThrownBy(() -> connection.createStatement().execute(null))
                    .isNotInstanceOf(DeprecatedColumnException.class);
        }
    }

    @Test
    void aStatementOfAnyPackageOfTheLibraryIsNotAUse() throws SQLException {
        ColumnGuard guard = ColumnGuard.with(GuardSettings.raising(EMAIL));

        LibraryStatement.readAddress(guard.over(database.dataSource()));

        assertThat(guard.counts()).isEmpty();
    }

    @Test
    void whatIsBelowCanBeUnwrapped() throws SQLException {
        DataSource guarded = ColumnGuard.with(RAISING).over(database.dataSource());

        assertThat(guarded.isWrapperFor(PGSimpleDataSource.class)).isTrue();
        assertThat(guarded.unwrap(PGSimpleDataSource.class)).isNotNull();
        try (Connection connection = guarded.getConnection()) {
            assertThat(connection.isWrapperFor(PGConnection.class)).isTrue();
            assertThat(connection.unwrap(PGConnection.class).getBackendPID()).isNotZero();
            assertThat(connection).isNotEqualTo(connection.unwrap(PGConnection.class));
            assertThat(connection.createStatement().getConnection()).isSameAs(connection);
        }
    }

    @Test
    void nothingIsLookedAtWhenItIsOff() throws SQLException {
        ColumnGuard guard =
                ColumnGuard.with(LOGGING.toBuilder().mode(GuardMode.OFF).build());
        DataSource dataSource = database.dataSource();

        guarded(guard, dataSource).fetch("select email_address from users");
        guard.used(EMAIL);

        assertThat(guard.over(dataSource)).isSameAs(dataSource);
        assertThat(guard.counts()).isEmpty();
    }

    @Test
    void aColumnThatIsNotGuardedCannotBeUsed() {
        ColumnGuard guard = ColumnGuard.with(RAISING);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> guard.used(new DeprecatedColumn("users", "name", "nothing")))
                .withMessageContaining("users.name");
    }

    @Test
    void settingsSayWhatIsWrong() {
        assertThatIllegalArgumentException().isThrownBy(GuardSettings::raising);
        assertThatIllegalArgumentException().isThrownBy(() -> new DeprecatedColumn("users", " ", "x"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RAISING.toBuilder().callSites(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RAISING.toBuilder().statements(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RAISING.toBuilder().interval(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RAISING.toBuilder().applicationPackages(""));
    }

    private static <T> T named(String name, Map<String, T> all) {
        return Objects.requireNonNull(all.get(name), name);
    }

    private static DSLContext guarded(ColumnGuard guard, DataSource dataSource) {
        return DSL.using(
                DSL.using(dataSource, SQLDialect.POSTGRES).configuration().deriveAppending(guard.listener()));
    }

    private static void rolledBack(DSLContext jooq, Consumer<DSLContext> work) {
        assertThatThrownBy(() -> jooq.transaction(transaction -> {
                    work.accept(transaction.dsl());
                    throw new Rollback();
                }))
                .isInstanceOf(Rollback.class);
    }

    static Stream<String> jdbc() {
        return LegacyApplication.uses().keySet().stream();
    }

    static Stream<String> queries() {
        return LegacyApplication.queries(DSL.using(SQLDialect.POSTGRES)).keySet().stream();
    }

    static Stream<String> jooqDecoys() {
        return LegacyApplication.decoys(DSL.using(SQLDialect.POSTGRES)).keySet().stream();
    }

    private static final class Rollback extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
