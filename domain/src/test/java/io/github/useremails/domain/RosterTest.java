package io.github.useremails.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RosterTest {

    private static final EmailAddress ADDRESS = EmailAddress.parse("ann@school.example");

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", "a\0b"})
    void aLineNeedsAKey(String key) {
        assertThatIllegalArgumentException().isThrownBy(() -> new RosterLine(key, ADDRESS));
    }

    @Test
    void aKeyIsNotEndless() {
        assertThat(new RosterLine("k".repeat(255), ADDRESS).externalKey()).hasSize(255);
        assertThatIllegalArgumentException().isThrownBy(() -> new RosterLine("k".repeat(256), ADDRESS));
    }

    @Test
    @SuppressWarnings("NullAway")
    void aLineNeedsBothParts() {
        assertThatNullPointerException().isThrownBy(() -> new RosterLine(null, ADDRESS));
        assertThatNullPointerException().isThrownBy(() -> new RosterLine("1", null));
    }

    @Test
    void aLineDoesNotPrintItsAddress() {
        assertThat(new RosterLine("1", ADDRESS).toString()).doesNotContain("ann@");
    }

    @ParameterizedTest
    @CsvSource({"0.1, 10, 1, false", "0.1, 10, 2, true", "0, 10, 1, true", "0, 0, 0, false", "1, 3, 3, false"})
    void aShareIsExceededByWhatIsMore(double share, int managed, int released, boolean exceeded) {
        List<UserId> users = LongStream.range(0, released).mapToObj(UserId::new).toList();
        RosterLimits limits = RosterLimits.standard().withReleasedShare(share);

        assertThat(limits.isExceededBy(new RosterReport(List.of(), users, managed)))
                .isEqualTo(exceeded);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
    void aShareIsFromNoneToAll(double share) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RosterLimits.standard().withReleasedShare(share));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 10_001})
    void aBatchIsBounded(int size) {
        assertThatIllegalArgumentException().isThrownBy(() -> new RosterLimits(0.1, size));
    }

    @Test
    void aReportGivesTheLinesOfAKind() {
        RosterLineOutcome.Conflict conflict = new RosterLineOutcome.Conflict("2", RosterConflict.DUPLICATE_LINE);
        RosterReport report = new RosterReport(List.of(new RosterLineOutcome.Unknown("1"), conflict), List.of(), 0);

        assertThat(report.lines(RosterLineOutcome.Conflict.class)).containsExactly(conflict);
    }
}
