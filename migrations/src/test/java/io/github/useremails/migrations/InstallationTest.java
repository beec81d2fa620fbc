package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.PSQLException;

class InstallationTest {

    private static final int SCRIPTS = 24;
    private static final int SCRIPTS_OF_COLUMNS = 6;
    private static final int SCRIPTS_OF_THE_MOVE = 24;

    private Database database;

    @BeforeEach
    void createDatabase() throws SQLException {
        database = Databases.shared().create();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void anEmptyDatabaseGetsTheSchema() throws SQLException {
        assertThat(migrations().migrate()).isEqualTo(SCRIPTS);

        assertThat(relations("public"))
                .containsExactly(
                        "user_email_address_history",
                        "user_email_addresses",
                        "user_email_confirmations",
                        "user_email_inconsistencies",
                        "user_email_institution_members",
                        "user_email_listing",
                        "user_email_outbox",
                        "user_email_roster_lines",
                        "user_email_roster_releases",
                        "user_email_rosters",
                        "user_email_summary",
                        "user_email_transactions",
                        "user_email_withdrawals",
                        "user_primary_email_periods",
                        "useremails_schema_history",
                        "users");
    }

    @Test
    void aTableWithALegacyColumnGetsTheMoveToo() throws SQLException {
        database.execute("create table users (id bigint primary key, email_address text)");

        assertThat(migrations().upToForwarding().withRoles().migrate())
                .isEqualTo(SCRIPTS + SCRIPTS_OF_COLUMNS + SCRIPTS_OF_THE_MOVE - 2 + 3);
        assertThat(migrations().withRoles().migrate()).isEqualTo(2);

        assertThat(relations("public"))
                .contains("user_email_legacy_conflicts", "deprecated_column_uses")
                .containsAll(Part.histories());
    }

    @Test
    void whatWasInstalledOnceIsKeptUpToDate() throws SQLException {
        assertThat(migrations().withColumnUses().migrate()).isEqualTo(SCRIPTS + SCRIPTS_OF_COLUMNS);
        database.execute("delete from useremails_columns_history where version = '6'; drop table soft_dropped_columns;"
                + " drop function soft_drop_column; drop function undo_soft_drop");

        assertThat(migrations().migrate()).isEqualTo(1);
    }

    @Test
    void migratingTwiceChangesNothing() throws SQLException {
        migrations().withRoles().migrate();
        String before = Catalogue.of(database, "public");
        List<List<@Nullable String>> history = database.query("select * from useremails_schema_history");

        assertThat(migrations().withRoles().migrate()).isZero();
        assertThat(migrations().migrate()).isZero();

        assertThat(Catalogue.of(database, "public")).isEqualTo(before);
        assertThat(database.query("select * from useremails_schema_history")).isEqualTo(history);
    }

    @Test
    void migratingFromManyPlacesAtOnceIsMigratingOnce() throws Exception {
        int clients = 8;
        CyclicBarrier start = new CyclicBarrier(clients);
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<Callable<Integer>> all = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                all.add(() -> {
                    start.await();
                    return migrations().withRoles().migrate();
                });
            }
            int scripts = 0;
            for (Future<Integer> one : threads.invokeAll(all)) {
                scripts += one.get();
            }

            assertThat(scripts).isEqualTo(SCRIPTS + 1);
        } finally {
            threads.shutdownNow();
        }
        assertThat(database.query("select 1 from useremails_schema_history h where h.version is not null and h.success"
                        + " and h.type = 'SQL'"))
                .hasSize(SCRIPTS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table users (id bigint primary key, name text)",
                "create table users (name text, id bigint generated by default as identity, unique (id))",
                "create table users (id integer primary key)"
            })
    void aTableOfUsersStaysAsItIs(String table) throws SQLException {
        database.execute(table);
        database.execute("insert into users (id) values (1), (2)");
        List<List<@Nullable String>> before = database.query("select * from users");

        assertThat(migrations().migrate()).isEqualTo(SCRIPTS);

        assertThat(database.query("select * from users")).isEqualTo(before);
        database.execute("insert into user_email_addresses as e"
                + " (user_id, email_address, normalized_email_address, \"primary\")"
                + " values (1, 'ann@mail.example', 'ann@mail.example', true)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table users (name text)",
                "create table users (id bigint)",
                "create table users (id bigint primary key deferrable)",
                "create table users (id uuid primary key)",
                "create table users (id bigint, tenant bigint, primary key (id, tenant))",
                "create table users (id bigint); create unique index on users (id) where id > 0",
                "create view users as select 1::bigint as id"
            })
    void aTableOfUsersThatCannotBeReferredToIsRefusedAndNothingIsMade(String table) throws SQLException {
        database.execute(table);

        assertThatExceptionOfType(FlywayException.class)
                .isThrownBy(() -> migrations().migrate())
                .withMessageContaining("has no unique key \"id\"");

        assertThat(relations("public")).doesNotContain("user_email_addresses");
    }

    @Test
    void theApplicationsOwnHistoryIsNotTouched() throws SQLException {
        database.execute("create table flyway_schema_history (theirs integer)");

        migrations().migrate();

        assertThat(database.query("select * from flyway_schema_history")).isEmpty();
    }

    @Test
    void aSchemaOfItsOwnIsMadeAndIsTheSame() throws SQLException {
        migrations().inSchema("accounts").migrate();

        assertThat(relations("public")).isEmpty();
        assertThat(relations("accounts")).contains("user_email_addresses", "users", "useremails_schema_history");
        try (Database other = Databases.shared().create()) {
            Migrations.of(other.dataSource()).migrate();
            assertThat(Catalogue.of(database, "accounts")
                            .replace("accounts", "public")
                            .replace("public.", ""))
                    .isEqualTo(Catalogue.of(other, "public").replace("public.", ""));
        }
    }

    @Test
    void twoSchemasOfOneDatabaseDoNotMeet() throws SQLException {
        assertThat(migrations().inSchema("one").migrate()).isEqualTo(SCRIPTS);
        assertThat(migrations().inSchema("two").migrate()).isEqualTo(SCRIPTS);

        assertThat(relations("two")).isEqualTo(relations("one"));
    }

    @Test
    void aSearchPathWithoutTheSchemaDoesNotMatter() throws SQLException {
        PGSimpleDataSource dataSource = database.dataSource();
        dataSource.setOptions("-c search_path=pg_catalog");

        Migrations.of(dataSource).migrate();

        assertThat(relations("public")).contains("user_email_addresses");
    }

    @Test
    void aRoleThatMayNotCreateIsToldSo() throws SQLException {
        database.execute("do $$ begin create role guest_of_installation;"
                + " exception when duplicate_object then null; end $$");

        assertThatExceptionOfType(FlywayException.class)
                .isThrownBy(() ->
                        Migrations.of(database.asRole("guest_of_installation")).migrate())
                .withMessageContaining("permission denied");
    }

    /** The triggers lock users with the rights of the role that made them: better told now than at the first write. */
    @Test
    void aRoleThatMayNotLockUsersIsToldSo() throws SQLException {
        database.execute("do $$ begin create role stranger_to_users;"
                + " exception when duplicate_object then null; end $$;"
                + " create schema accounts authorization stranger_to_users;"
                + " create table accounts.users (id bigint primary key);"
                + " grant select, references on accounts.users to stranger_to_users");
        Migrations asStranger =
                Migrations.of(database.asRole("stranger_to_users")).inSchema("accounts");

        assertThatExceptionOfType(FlywayException.class)
                .isThrownBy(asStranger::migrate)
                .withMessageContaining("role stranger_to_users may not reference, read and lock");
        assertThat(relations("accounts")).doesNotContain("user_email_addresses");

        database.execute("grant update (id) on accounts.users to stranger_to_users");
        assertThat(asStranger.migrate()).isEqualTo(SCRIPTS);
        database.execute("insert into accounts.users values (1);"
                + " insert into accounts.user_email_addresses"
                + " (user_id, email_address, normalized_email_address, \"primary\")"
                + " values (1, 'ann@mail.example', 'ann@mail.example', true);"
                + " delete from accounts.user_email_addresses");
    }

    @Test
    void aRoleThatMayNotReadTheHistoryIsToldTheGrant() throws SQLException {
        database.execute("do $$ begin create role starter_of_installation;"
                + " exception when duplicate_object then null; end $$");
        migrations().migrate();
        Migrations asStarter = Migrations.of(database.asRole("starter_of_installation"));

        for (ThrowingCallable call : List.<ThrowingCallable>of(asStarter::migrate, asStarter::pending)) {
            assertThatExceptionOfType(FlywayException.class)
                    .isThrownBy(call)
                    .withMessageContaining(
                            "grant select on public.useremails_schema_history to starter_of_installation");
        }

        database.execute("grant select on public.useremails_schema_history to starter_of_installation");
        assertThat(asStarter.migrate()).isZero();
        assertThat(asStarter.pending()).isEmpty();
        database.execute("drop owned by starter_of_installation");
    }

    @Test
    void anOwnerBoundByRowSecurityIsRefusedAndNothingIsMade() throws SQLException {
        database.execute("do $$ begin create role bound_by_policies;"
                + " exception when duplicate_object then null; end $$;"
                + " create schema accounts authorization bound_by_policies;"
                + " set role bound_by_policies;"
                + " create table accounts.users (id bigint primary key, email_address text);"
                + " insert into accounts.users values (1, 'ann@mail.example');"
                + " alter table accounts.users enable row level security");
        Migrations asOwner = Migrations.of(database.asRole("bound_by_policies")).inSchema("accounts");
        database.execute("alter table accounts.users force row level security");

        assertThatExceptionOfType(FlywayException.class)
                .isThrownBy(asOwner::migrate)
                .withMessageContaining("row-level security of table accounts.users applies to role bound_by_policies")
                .withMessageContaining("bypassrls");
        assertThat(relations("accounts")).doesNotContain("user_email_addresses");

        database.execute("alter table accounts.users no force row level security");
        assertThat(asOwner.migrate()).isEqualTo(SCRIPTS + SCRIPTS_OF_COLUMNS + SCRIPTS_OF_THE_MOVE);
    }

    /** Policies that come between the installation and the move, or while it is going on. */
    @Test
    void anOwnerBoundByRowSecurityIsRefusedByTheMoveAndFailsLoudlyInIt() throws Exception {
        database.execute("do $$ begin create role bound_in_the_move;"
                + " exception when duplicate_object then null; end $$;"
                + " create schema accounts authorization bound_in_the_move;"
                + " set role bound_in_the_move;"
                + " create table accounts.users (id bigint primary key, email_address text);"
                + " insert into accounts.users values (1, 'ann@mail.example')");
        Migrations asOwner = Migrations.of(database.asRole("bound_in_the_move")).inSchema("accounts");
        asOwner.migrate();
        for (String script : MoveScripts.undoDownTo(MoveStep.STRUCTURE)) {
            database.execute(MoveScripts.sql(script).replace("public", "accounts"));
        }
        database.execute("alter table accounts.users enable row level security;"
                + " alter table accounts.users force row level security");

        assertThatExceptionOfType(FlywayException.class)
                .isThrownBy(asOwner::migrate)
                .withMessageContaining("row-level security of accounts.users applies to role bound_in_the_move");
        assertThat(relations("accounts")).doesNotContain("user_email_move");

        database.execute("alter table accounts.users no force row level security");
        asOwner.migrate();
        database.execute("alter table accounts.users force row level security");
        assertThatExceptionOfType(PSQLException.class)
                .isThrownBy(() -> database.execute("update accounts.users set email_address = 'new@mail.example'"))
                .withMessageContaining("query would be affected by row-level security policy for table \"users\"");
    }

    @Test
    void aSchemaWhereEveryRoleMayCreateIsWarnedOf() throws SQLException {
        database.execute("grant create on schema public to public");

        assertThat(warningsOfTheFirstScript())
                .anySatisfy(warning -> assertThat(warning)
                        .contains(
                                "every role may create objects in schema public",
                                "revoke create on schema public from public"));
    }

    @Test
    void aTableOfUsersThatIsCreatedIsWarnedOf() throws SQLException {
        assertThat(warningsOfTheFirstScript())
                .singleElement()
                .asString()
                .contains("table public.users did not exist and was created");
        assertThat(warningsOfTheFirstScript()).isEmpty();
    }

    /** What the server says of the script, as Flyway logs it. */
    private List<String> warningsOfTheFirstScript() throws SQLException {
        String script = migrations().pending().get(0).sql();
        List<String> warnings = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(script);
            for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
                warnings.add(warning.getMessage());
            }
            connection.commit();
        }
        return warnings;
    }

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
        assertThat(migrations().withLockTimeout(longest).migrate()).isEqualTo(SCRIPTS);
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

    private Migrations migrations() {
        return Migrations.of(database.dataSource());
    }

    private List<String> relations(String schema) throws SQLException {
        return database
                .query("select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                        + " where n.nspname = '" + schema + "' and c.relkind in ('r', 'v') order by c.relname")
                .stream()
                .map(row -> row.get(0))
                .toList();
    }
}
