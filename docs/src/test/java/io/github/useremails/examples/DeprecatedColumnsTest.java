package io.github.useremails.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.guard.ColumnGuard;
import io.github.useremails.guard.ColumnUse;
import io.github.useremails.guard.DeprecatedColumn;
import io.github.useremails.guard.DeprecatedColumnException;
import io.github.useremails.guard.GuardMode;
import io.github.useremails.guard.GuardSettings;
import io.github.useremails.guard.IgnoredColumn;
import io.github.useremails.guard.IgnoredColumns;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.persistence.PostgresUserEmails;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DeprecatedColumnsTest {

    @RegisterExtension
    static final PostgresDatabase database = PostgresDatabase.preparedBy(
            "examples", dataSource -> Migrations.of(dataSource).migrate());

    private static final DeprecatedColumn EMAIL_ADDRESS =
            new DeprecatedColumn("users", "email_address", "Users.primaryEmail(id)");

    private final DataSource pool = database.dataSource();
    private final boolean development = true;

    @Test
    void theGuardStandsBeforeTheDataSourceAndInJooq() throws SQLException {
        List<ColumnUse> counted = new ArrayList<>();
        // example: the guard
        DeprecatedColumn emailAddress = new DeprecatedColumn("users", "email_address", "Users.primaryEmail(id)");
        ColumnGuard guard = ColumnGuard.with(GuardSettings.builder(emailAddress)
                .mode(development ? GuardMode.RAISE : GuardMode.LOG)
                .applicationPackages("com.example.shop")
                .listener(use -> counted.add(use)) // or a counter of your metrics
                .build());

        DataSource dataSource = guard.over(pool);
        Configuration jooq = DSL.using(dataSource, SQLDialect.POSTGRES).configuration();
        DSLContext context = jooq.deriveAppending(guard.listener()).dsl();
        // end
        assertThatThrownBy(() -> context.fetch("select * from users")).isInstanceOf(DeprecatedColumnException.class);
        assertThat(counted).hasSize(1);
        // example: allowing
        guard.allowing("compares the column with its successor until it is dropped", () -> {
            try (Connection connection = dataSource.getConnection()) {
                compare(connection.prepareStatement("select id, email_address from users"));
            }
        });
        // end
        assertThat(counted).hasSize(1);
    }

    @Test
    void theOldAccessorsWorkForAWhile() {
        Users users = PostgresUserEmails.over(pool).users();
        UserId ann = users.register(EmailAddress.parse("ann@mail.example")).id();
        ColumnGuard logging = ColumnGuard.with(GuardSettings.logging(EMAIL_ADDRESS));

        Account account = new Account(ann, users, logging);
        account.setEmailAddress("ann@new.example");

        assertThat(account.getEmailAddress()).isEqualTo("ann@mail.example");
        assertThat(users.find(ann).orElseThrow().emailAddresses()).hasSize(2);
        assertThat(logging.counts()).hasSize(2).allSatisfy((use, count) -> {
            assertThat(use.callSite().getMethodName()).isEqualTo("theOldAccessorsWorkForAWhile");
            assertThat(count).isEqualTo(1);
        });
        ColumnGuard raising = ColumnGuard.with(GuardSettings.raising(EMAIL_ADDRESS));
        assertThatThrownBy(() -> new Account(ann, users, raising).getEmailAddress())
                .isInstanceOf(DeprecatedColumnException.class)
                .hasMessageContaining("DeprecatedColumnsTest.java:")
                .hasMessageContaining("use instead: Users.primaryEmail(id)");
    }

    // example: accessors
    static final class Account {

        private final UserId id;
        private final Users users;
        private final ColumnGuard guard;

        Account(UserId id, Users users, ColumnGuard guard) {
            this.id = id;
            this.users = users;
            this.guard = guard;
        }

        /** Use {@link Users#primaryEmail} instead. */
        String getEmailAddress() {
            guard.used(EMAIL_ADDRESS);
            return users.primaryEmail(id).map(EmailAddress::value).orElse(null);
        }

        /** Use {@link Users#update} instead, and let the user confirm the address. */
        void setEmailAddress(String text) {
            guard.used(EMAIL_ADDRESS);
            EmailAddress address = EmailAddress.parse(text);
            users.update(id, (user, now) -> user.addEmail(address, now));
        }
    }
    // end

    @Test
    void noMappingContainsAnIgnoredColumn() {
        List<Table<?>> generatedTables = List.of(DSL.table(DSL.name("users")));
        List<Class<?>> entities = List.of(Account.class);
        List<String> statements = List.of("select id from users");
        LocalDate today = LocalDate.of(2027, 3, 1);
        // example: ignored
        IgnoredColumns.of(new IgnoredColumn("users", "email_address", LocalDate.of(2027, 3, 31)))
                .inTables(generatedTables)
                .inClasses(entities)
                .inStatements(statements)
                .check(today); // from April on, this fails
        // end
    }

    private static void compare(AutoCloseable statement) {
        assertThat(statement).isNotNull();
    }
}
