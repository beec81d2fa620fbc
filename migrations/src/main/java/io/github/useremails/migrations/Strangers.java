package io.github.useremails.migrations;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;

/**
 * Operators and functions with the name of one of PostgreSQL's own, created in the schema by a role that owns neither
 * the schema nor the database. If their arguments match more exactly, PostgreSQL prefers them and runs them with the
 * rights of the migrating role: Flyway's own queries search the schema, and so does the session that the application
 * provides.
 */
final class Strangers {

    /** Compares only values of the same type, because it must not run what it looks for. */
    private static final String FIND = """
            select pg_catalog.format('operator %%s of role %%I', o.oid::pg_catalog.regoperator, r.rolname),
                   n.nspname,
                   r.rolname
              from pg_catalog.pg_operator o
              join pg_catalog.pg_namespace n
                on n.oid = o.oprnamespace
              join pg_catalog.pg_roles r
                on r.oid = o.oprowner
             where %1$s
               and exists (
                     select
                       from pg_catalog.pg_operator b
                       join pg_catalog.pg_namespace c
                         on c.oid = b.oprnamespace
                      where c.nspname = cast('pg_catalog' as pg_catalog.name)
                        and b.oprname = o.oprname)
               and not exists (
                     select
                       from pg_catalog.pg_depend e
                      where e.classid = cast(cast('pg_catalog.pg_operator' as pg_catalog.regclass) as pg_catalog.oid)
                        and e.objid = o.oid
                        and e.deptype = cast('e' as pg_catalog."char"))
             union all
            select pg_catalog.format('function %%s of role %%I', p.oid::pg_catalog.regprocedure, r.rolname),
                   n.nspname,
                   r.rolname
              from pg_catalog.pg_proc p
              join pg_catalog.pg_namespace n
                on n.oid = p.pronamespace
              join pg_catalog.pg_roles r
                on r.oid = p.proowner
             where %1$s
               and exists (
                     select
                       from pg_catalog.pg_proc b
                       join pg_catalog.pg_namespace c
                         on c.oid = b.pronamespace
                      where c.nspname = cast('pg_catalog' as pg_catalog.name)
                        and b.proname = p.proname)
               and not exists (
                     select
                       from pg_catalog.pg_depend e
                      where e.classid = cast(cast('pg_catalog.pg_proc' as pg_catalog.regclass) as pg_catalog.oid)
                        and e.objid = p.oid
                        and e.deptype = cast('e' as pg_catalog."char"))
            """.formatted("""
            (   n.nspname = any(pg_catalog.current_schemas(false))
                    or n.nspname = cast(? as pg_catalog.name))
               and r.oid <> n.nspowner
               and r.rolname <> current_user
               and not r.rolsuper
               and not exists (
                     select
                       from pg_catalog.pg_database d
                      where d.datname = pg_catalog.current_database()
                        and d.datdba = r.oid)""");

    private Strangers() {}

    static void refuse(DataSource dataSource, UsersTable users) {
        try (Connection connection = dataSource.getConnection()) {
            List<String> found = find(connection, users);
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
            if (!found.isEmpty()) {
                throw new FlywayException(String.join(System.lineSeparator(), found));
            }
        } catch (SQLException e) {
            throw new FlywayException("the migrations cannot begin: " + e.getMessage(), e);
        }
    }

    private static List<String> find(Connection connection, UsersTable users) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND + " limit 10")) {
            statement.setString(1, users.schema().value());
            statement.setString(2, users.schema().value());
            try (ResultSet rows = statement.executeQuery()) {
                List<String> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(
                            ("%s in schema %s could run with the rights of the migrating role, because PostgreSQL may prefer"
                                            + " it to its own of that name. Drop it, or transfer it to the owner of the schema. Then:"
                                            + " revoke create on schema %s from public, %s")
                                    .formatted(
                                            rows.getString(1),
                                            rows.getString(2),
                                            rows.getString(2),
                                            rows.getString(3)));
                }
                return found;
            }
        }
    }
}
