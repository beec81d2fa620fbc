package io.github.useremails.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchSizeTest {

    @Test
    void aBatchGrowsUntilItTakesItsTimeAndShrinksWhenItTakesMore() {
        BatchSize size = new BatchSize(1_000);

        size.took(500);
        assertThat(size.current()).isEqualTo(1_000);
        size.took(1_000);
        assertThat(size.current()).isEqualTo(1_000);
        size.took(1_250);
        assertThat(size.current()).isEqualTo(800);
    }

    @Test
    void oneBatchSaysLittleAndNoBatchIsWithoutBounds() {
        BatchSize size = new BatchSize(1_000);

        size.took(1_000_000);
        assertThat(size.current()).isEqualTo(250);
        for (int i = 0; i < 20; i++) {
            size.took(1_000_000);
        }
        assertThat(size.current()).isEqualTo(200);
        for (int i = 0; i < 20; i++) {
            size.took(0);
        }
        assertThat(size.current()).isEqualTo(50_000);
    }

    @Test
    void nextToARowThatIsHeldABatchBecomesSmallerThanThat() {
        BatchSize size = new BatchSize(1_000);

        for (int i = 0; i < 20; i++) {
            size.wasRefusedALock();
        }
        assertThat(size.current()).isEqualTo(10);
        size.took(1_000);
        assertThat(size.current()).isEqualTo(200);
    }
}
