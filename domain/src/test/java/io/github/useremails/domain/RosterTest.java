package io.github.useremails.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

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
    void whatIsInvisibleAroundAKeyIsRemoved(String key) {
        assertThat(new RosterLine(key, ADDRESS)).isEqualTo(new RosterLine("A-01", ADDRESS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0001", "a-01", "A 01", "\uD83D\uDE00", "\u5B66\u751F1"})
    void everythingElseOfAKeyIsKept(String key) {
        assertThat(new RosterLine(key, ADDRESS).externalKey()).isEqualTo(key);
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
    void aShareIsExceededByWhatIsMore(double share, int managed, int changed, boolean exceeded) {
        RosterLimits limits = RosterLimits.standard()
                .withReleasedShare(share)
                .withMovedShare(share)
                .withFloor(0);

        assertThat(limits.isExceededByReleases(releasing(changed, managed))).isEqualTo(exceeded);
        assertThat(limits.isExceededByMoves(moving(changed, managed))).isEqualTo(exceeded);
    }

    @Test
    void theFloorIsAllowedWhateverTheShare() {
        RosterLimits limits = RosterLimits.standard();

        assertThat(limits.isExceededByReleases(releasing(2, 9))).isFalse();
        assertThat(limits.isExceededByReleases(releasing(3, 9))).isTrue();
        assertThat(limits.isExceededByMoves(moving(2, 9))).isFalse();
        assertThat(limits.isExceededByMoves(moving(3, 9))).isTrue();
    }

    @Test
    void theFloorDoesNotCountForARosterWithoutLines() {
        RosterReport nobody = new RosterReport(List.of(), users(1), List.of(), 1);

        assertThat(RosterLimits.standard().isExceededByReleases(nobody)).isTrue();
        assertThat(RosterLimits.everybody().isExceededByReleases(nobody)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
    void aShareIsFromNoneToAll(double share) {
        RosterLimits limits = RosterLimits.standard();

        assertThatIllegalArgumentException().isThrownBy(() -> limits.withReleasedShare(share));
        assertThatIllegalArgumentException().isThrownBy(() -> limits.withMovedShare(share));
    }

    @Test
    void aFloorAndAValidityAreBounded() {
        RosterLimits limits = RosterLimits.standard();

        assertThatIllegalArgumentException().isThrownBy(() -> limits.withFloor(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> limits.withValidity(Duration.ZERO));
        assertThat(limits.withValidity(Duration.ofDays(1)).validity()).isEqualTo(Duration.ofDays(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 10_001})
    void aBatchIsBounded(int size) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RosterLimits.standard().withBatchSize(size));
    }

    @Test
    void aReportGivesTheLinesOfAKind() {
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
