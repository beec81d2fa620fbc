package io.github.useremails.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.upkeep.Inconsistency;
import io.github.useremails.domain.upkeep.Upkeep;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.persistence.PostgresUserEmails;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

class HistoryTest {

    @RegisterExtension
    static final PostgresDatabase database = PostgresDatabase.preparedBy(
            "examples", dataSource -> Migrations.of(dataSource).migrate());

    private final PGSimpleDataSource dataSource = database.dataSource();

    @Test
    void theHistoryEndsAfterTwoYears() throws SQLException {
        long old = PostgresUserEmails.over(dataSource)
                .users()
                .register(EmailAddress.parse("old@mail.example"))
                .id()
                .value();
        database.execute("delete from user_email_addresses where user_id = " + old);
        database.execute("update user_email_address_history set changed_at = now() - interval '3 years'"
                + " where user_id = " + old);

        // example: retention
        Upkeep upkeep = PostgresUserEmails.over(dataSource).upkeep();

        int expired = upkeep.expireHistory(Duration.ofDays(2 * 365), 10_000); // repeat until it is less
        // end
        assertThat(expired).isEqualTo(1);
    }

    @Test
    void thePromisesAreCheckedInProduction() throws SQLException {
        PostgresUserEmails emails = PostgresUserEmails.over(dataSource);
        emails.users().register(EmailAddress.parse("new@mail.example"));
        database.execute("set session_replication_role = replica;"
                + " update user_email_addresses as e set \"primary\" = false");
        List<String> alerts = new ArrayList<>();

        // example: consistency
        for (Inconsistency found : emails.upkeep().findInconsistencies()) {
            alerts.add(found.rule() + ": " + found.cases() + " cases, such as users " + found.examples());
        }
        // end
        assertThat(alerts)
                .hasSize(3)
                .anySatisfy(alert -> assertThat(alert)
                        .startsWith("a user with addresses does not have exactly one primary: 1 cases"));
    }
}
