package io.github.useremails.persistence;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.Database;
import java.sql.SQLException;

/** Each way to own transactions, and each kind of session, in which the library must keep its promises. */
enum ContractSetting {
    OWN_TRANSACTIONS {
        @Override
        ContractEnvironment open() throws SQLException {
            Database database = Migrated.database();
            HikariDataSource pool = Pool.over(database.dataSource());
            return new ContractEnvironment(database, UsersTable.standard(), pool, PostgresUserEmails.over(pool), false);
        }
    },

    /** Each call is a transaction of the application. */
    JOINED_TRANSACTIONS {
        @Override
        ContractEnvironment open() throws SQLException {
            Database database = Migrated.database();
            HikariDataSource pool = Pool.over(database.dataSource());
            return new ContractEnvironment(database, UsersTable.standard(), pool, PostgresUserEmails.over(pool), true);
        }
    },

    REPEATABLE_READ {
        @Override
        ContractEnvironment open() throws SQLException {
            return withIsolation("repeatable read");
        }
    },

    SERIALIZABLE {
        @Override
        ContractEnvironment open() throws SQLException {
            return withIsolation("serializable");
        }
    },

    /** A pool whose connections begin transactions by themselves. */
    WITHOUT_AUTO_COMMIT {
        @Override
        ContractEnvironment open() throws SQLException {
            Database database = Migrated.database();
            HikariDataSource pool = Pool.over(database.dataSource(), config -> config.setAutoCommit(false));
            return new ContractEnvironment(database, UsersTable.standard(), pool, PostgresUserEmails.over(pool), false);
        }
    },

    /** Another schema, table and key, seen by the application's role in a session that is set up against the library. */
    HOSTILE_SESSIONS {
        @Override
        ContractEnvironment open() throws SQLException {
            Database database = Migrated.databaseWithCustomTable();
            HikariDataSource pool = Pool.over(
                    database.asRole("useremails_app"),
                    config -> config.setConnectionInitSql("set search_path = ''; set time zone 'Asia/Kathmandu';"
                            + " set standard_conforming_strings = off; set enable_indexscan = off"));
            UsersTable table = Migrated.CUSTOM_TABLE;
            PostgresUserEmails emails = PostgresUserEmails.builder(pool)
                    .schema(table.schema())
                    .table(table.name(), table.key())
                    .build();
            return new ContractEnvironment(database, table, pool, emails, false);
        }
    };

    abstract ContractEnvironment open() throws SQLException;

    /** Not by the pool: what that sets is a setting of the session, and through PgBouncer the next one has it. */
    private static ContractEnvironment withIsolation(String level) throws SQLException {
        Database database = Migrated.database();
        database.setDefault("default_transaction_isolation", level);
        HikariDataSource pool = Pool.over(database.dataSource());
        return new ContractEnvironment(database, UsersTable.standard(), pool, PostgresUserEmails.over(pool), false);
    }
}
