package io.github.useremails.persistence.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.useremails.persistence.PostgresUserEmails;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class ReplicaSettingsTest {

    private final ReplicaSettings standard = ReplicaSettings.standard();

    @Test
    void aPauseIsPositive() {
        assertThat(standard.withPause(Duration.ofNanos(1)).pause()).isEqualTo(Duration.ofNanos(1));
        assertThatIllegalArgumentException().isThrownBy(() -> standard.withPause(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> standard.withPause(Duration.ofSeconds(-1)));
    }

    @Test
    void eachSettingIsKeptByTheOthers() {
        ReplicaSettings both = standard.whenSetAside(failure -> {}).withPause(Duration.ofMinutes(1));

        assertThat(both.whenSetAside()).isNotSameAs(standard.whenSetAside());
        assertThat(both.whenSetAside(standard.whenSetAside()).pause()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    void nullIsRefusedByTheNameOfTheParameter() {
        PostgresUserEmails emails = PostgresUserEmails.over(new PGSimpleDataSource());

        assertThatNullPointerException()
                .isThrownBy(() -> standard.withPause(null))
                .withMessage("pause");
        assertThatNullPointerException()
                .isThrownBy(() -> standard.whenSetAside(null))
                .withMessage("whenSetAside");
        assertThatNullPointerException()
                .isThrownBy(() -> emails.withReplica(null))
                .withMessage("replica");
        assertThatNullPointerException()
                .isThrownBy(() -> emails.withReplica(new PGSimpleDataSource(), null))
                .withMessage("replicaSettings");
        assertThatNullPointerException()
                .isThrownBy(() -> emails.notBefore(null))
                .withMessage("position");
    }
}
