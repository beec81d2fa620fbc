package io.github.useremails.persistence.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.useremails.domain.UserStorageException;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ReplicaSettingsTest {

    private final ReplicaSettings.Builder builder = ReplicaSettings.builder();

    @Test
    void theStandardPauseIsFiveSeconds() {
        assertThat(ReplicaSettings.standard().pause()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aPauseIsLongerThanZero() {
        assertThatIllegalArgumentException().isThrownBy(() -> builder.pause(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.pause(Duration.ofSeconds(-1)));
    }

    @Test
    void eachSettingIsKept() {
        Consumer<UserStorageException> listener = failure -> {};

        ReplicaSettings settings =
                builder.pause(Duration.ofMinutes(1)).onSuspended(listener).build();

        assertThat(settings.pause()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.onSuspended()).isSameAs(listener);
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    void nullIsRefused() {
        assertThatNullPointerException().isThrownBy(() -> builder.pause(null));
        assertThatNullPointerException()
                .isThrownBy(() -> builder.onSuspended(null))
                .withMessage("listener");
    }
}
