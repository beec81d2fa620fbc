package io.github.useremails.domain.institution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RosterTest {

    private static final EmailAddress ADDRESS = EmailAddress.parse("ann@school.example");

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "\t", "\uFEFF", "\u200B ", "a\0b", "a\u200Bb", "a\uFEFFb", "a\nb", "a\uD800", "\uDC00b"
            })
    void aLineNeedsAKey(String key) {
        assertThatIllegalArgumentException().isThrownBy(() -> new RosterLine(key, ADDRESS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFEFFA-01",
                "A-01 ",
                "\u00A0A-01",
                "\tA-01\r\n",
                "\u200EA-01\u200B",
                "\uFEFF A-01\u3000",
                "A-01\0"
            })
    void invisibleCharactersAroundAKeyAreRemoved(String key) {
        assertThat(new RosterLine(key, ADDRESS)).isEqualTo(new RosterLine("A-01", ADDRESS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0001", "a-01", "A 01", "\uD83D\uDE00", "\u5B66\u751F1"})
    void allOtherCharactersOfAKeyAreKept(String key) {
        assertThat(new RosterLine(key, ADDRESS).externalKey()).isEqualTo(key);
    }

    @Test
    void aKeyThatIsTooLongIsRejected() {
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
    void aPrintedLineContainsNoFullAddress() {
        assertThat(new RosterLine("1", ADDRESS).toString()).doesNotContain("ann@");
    }

    @ParameterizedTest
    @CsvSource({"0.1, 10, 1, false", "0.1, 10, 2, true", "0, 10, 1, true", "0, 0, 0, false", "1, 3, 3, false"})
    void aRatioIsExceededByMoreChanges(double share, int managed, int changed, boolean exceeded) {
        RosterLimits limits = RosterLimits.builder()
                .maxReleaseRatio(share)
                .maxMoveRatio(share)
                .floor(0)
                .build();

        assertThat(limits.isExceededByReleases(releasing(changed, managed))).isEqualTo(exceeded);
        assertThat(limits.isExceededByMoves(moving(changed, managed))).isEqualTo(exceeded);
    }

    @Test
    void theFloorIsAllowedRegardlessOfTheRatio() {
        RosterLimits limits = RosterLimits.standard();

        assertThat(limits.isExceededByReleases(releasing(2, 9))).isFalse();
        assertThat(limits.isExceededByReleases(releasing(3, 9))).isTrue();
        assertThat(limits.isExceededByMoves(moving(2, 9))).isFalse();
        assertThat(limits.isExceededByMoves(moving(3, 9))).isTrue();
    }

    @Test
    void theFloorDoesNotApplyToARosterWithoutLines() {
        RosterReport nobody = new RosterReport(List.of(), users(1), List.of(), 1);

        assertThat(RosterLimits.standard().isExceededByReleases(nobody)).isTrue();
        assertThat(RosterLimits.everybody().isExceededByReleases(nobody)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
    void aRatioOutOfBoundsIsRejected(double share) {
        RosterLimits.Builder limits = RosterLimits.builder();

        assertThatIllegalArgumentException().isThrownBy(() -> limits.maxReleaseRatio(share));
        assertThatIllegalArgumentException().isThrownBy(() -> limits.maxMoveRatio(share));
    }

    @Test
    void aFloorAndAValidityAreBounded() {
        RosterLimits.Builder limits = RosterLimits.builder();

        assertThatIllegalArgumentException().isThrownBy(() -> limits.floor(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> limits.validity(Duration.ZERO));
        assertThat(limits.validity(Duration.ofDays(1)).build().validity()).isEqualTo(Duration.ofDays(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 10_001})
    void aBatchIsBounded(int size) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RosterLimits.builder().batchSize(size));
    }

    @Test
    void aBuilderKeepsTheOtherLimits() {
        RosterLimits limits = RosterLimits.everybody().toBuilder()
                .batchSize(7)
                .floor(0)
                .validity(Duration.ofHours(1))
                .build();

        RosterLimits copy = limits.toBuilder().build();

        assertThat(copy.batchSize()).isEqualTo(7);
        assertThat(copy.validity()).isEqualTo(Duration.ofHours(1));
        assertThat(copy.isExceededByReleases(releasing(3, 3))).isFalse();
        assertThat(copy.isExceededByMoves(moving(3, 3))).isFalse();
    }

    @Test
    void aReportReturnsTheLinesOfAKind() {
        RosterLineOutcome.Conflict conflict = new RosterLineOutcome.Conflict("2", RosterConflict.DUPLICATE_LINE);
        RosterReport report =
                new RosterReport(List.of(new RosterLineOutcome.Unknown("1"), conflict), List.of(), List.of(), 0);

        assertThat(report.lines(RosterLineOutcome.Conflict.class)).containsExactly(conflict);
    }

    private static RosterReport releasing(int people, int managed) {
        return new RosterReport(List.of(new RosterLineOutcome.Unknown("1")), users(people), List.of(), managed);
    }

    private static RosterReport moving(int people, int managed) {
        List<RosterLineOutcome> lines = new ArrayList<>();
        users(people).forEach(user -> lines.add(new RosterLineOutcome.Moved("key", user)));
        return new RosterReport(lines, List.of(), List.of(), managed);
    }

    private static List<UserId> users(int people) {
        return LongStream.range(0, people).mapToObj(UserId::new).toList();
    }
}
