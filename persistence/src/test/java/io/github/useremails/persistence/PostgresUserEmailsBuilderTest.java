package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.useremails.persistence.replica.ReplicaSettings;
import javax.sql.DataSource;
import org.jooq.Configuration;
import org.jooq.impl.DefaultConfiguration;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** No server is needed: nothing is sent before the first call. */
class PostgresUserEmailsBuilderTest {

    private final PostgresUserEmailsBuilder builder = PostgresUserEmails.builder(new PGSimpleDataSource());

    @Test
    void aBlankNameIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.schema(""))
                .withMessage("the schema must not be blank");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.table(" ", "id"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.table("users", ""));
    }

    @Test
    void zeroAttemptsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> builder.attempts(0));
    }

    @Test
    void anOutboxThatRecordsNothingIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.build().outbox())
                .withMessageContaining("recordEvents()");
        assertThat(builder.recordEvents().build().outbox()).isNotNull();
    }

    @Test
    void aJoinedTransactionHasNoReplica() {
        PostgresUserEmailsBuilder joining =
                PostgresUserEmails.builder(new DefaultConfiguration()).replica(new PGSimpleDataSource());

        assertThatIllegalStateException().isThrownBy(joining::build).withMessageContaining("replica");
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    void nullIsRefusedByTheNameOfTheParameter() {
        PostgresUserEmails emails = builder.build();

        assertThatNullPointerException()
                .isThrownBy(() -> PostgresUserEmails.over((DataSource) null))
                .withMessage("dataSource");
        assertThatNullPointerException()
                .isThrownBy(() -> PostgresUserEmails.joining((Configuration) null))
                .withMessage("configuration");
        assertThatNullPointerException().isThrownBy(() -> builder.clock(null)).withMessage("source");
        assertThatNullPointerException().isThrownBy(() -> builder.limits(null)).withMessage("value");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.listener(null))
                .withMessage("listener");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.recordEvents(null))
                .withMessage("value");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.replica(null, ReplicaSettings.standard()))
                .withMessage("dataSource");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.replica(new PGSimpleDataSource(), null))
                .withMessage("settings");
        assertThatNullPointerException().isThrownBy(() -> emails.in(null)).withMessage("transaction");
        assertThatNullPointerException()
                .isThrownBy(() -> emails.notBefore(null))
                .withMessage("position");
    }
}
