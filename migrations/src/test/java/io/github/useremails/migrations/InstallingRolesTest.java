package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.fixture.Scripts;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;

/** What the role that migrates must be allowed to do, and what it is told otherwise. */
class InstallingRolesTest {

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
        assertThat(asStranger.migrate()).isEqualTo(Scripts.ofTheSchema());
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
        assertThat(asOwner.migrate()).isEqualTo(Scripts.all());
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
