package io.github.useremails.checklist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.useremails.exit.Refusal;
import io.github.useremails.fixture.Seeds;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaselineTest {

    private static final Seeds SEEDS = Seeds.of("baseline.seed");

    private static final MentionKey KEY = new MentionKey(new SourcePath("a b.sql", true), "0123456789abcdef", 2);

    @Test
    void bothSidesOfAConflictCountAndTheirAncestorDoesNot() {
        Baseline baseline = Baseline.parse("""
                word email_address
                <<<<<<< HEAD
                fine 0123456789abcdef.2 a b.sql
                ||||||| 1a2b3c4
                todo 0123456789abcdef.2 a b.sql
                unreviewed 0123456789abcdef.3 a b.sql
                =======
                fine 0123456789abcdef.2 a b.sql
                word emailAddress
                >>>>>>> topic
                fine 0123456789abcdef.2 c.sql
                """);

        assertThat(baseline.words()).containsExactly("emailAddress", "email_address");
        assertThat(baseline.verdicts())
                .hasSize(2)
                .containsEntry(KEY, Verdict.FINE)
                .containsEntry(KEY.at(new SourcePath("c.sql", true)), Verdict.FINE);
    }

    @Test
    void ofSeveralVerdictsTheOneThatAsksForMoreCounts() {
        assertThat(Baseline.parse("""
                                unreviewed 0123456789abcdef.2 a b.sql
                                todo 0123456789abcdef.2 a b.sql
                                fine 0123456789abcdef.2 a b.sql
                                """).verdicts()).containsEntry(KEY, Verdict.TODO);
        assertThat(Baseline.parse("""
                                fine 0123456789abcdef.2 a b.sql
                                unreviewed 0123456789abcdef.2 a b.sql
                                """).verdicts()).containsEntry(KEY, Verdict.FINE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "todo 0123456789abcdef.0 a",
                "todo 0123456789abcdef.1234567890 a",
                "todo 0123456789abcde.1 a",
                "todo 0123456789ABCDEF.1 a",
                "Todo 0123456789abcdef.1 a",
                "todo 0123456789abcdef.1 ",
                "todo 0123456789abcdef.1",
                "word two words",
                "word ",
                "todo 0123456789abcdef.1 \"",
                "todo 0123456789abcdef.1 \"\\\"",
                "todo 0123456789abcdef.1 \"\\400\"",
                "<<<< HEAD"
            })
    void anythingElseIsRefusedByTheNumberOfTheLine(String line) {
        assertThatThrownBy(() -> Baseline.parse("# first\n" + line + "\n"))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("Line 2 of the baseline");
    }

    static LongStream seeds() {
        return SEEDS.andNewOne(1, 2);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsWrittenIsReadBackWhateverTheBytesOfAName(long seed) {
        SEEDS.run(seed, BaselineTest::writeAndReadBack);
    }

    private static void writeAndReadBack(Random random) {
        TreeMap<MentionKey, Verdict> verdicts = new TreeMap<>();
        for (int i = 0; i < 2_000; i++) {
            byte[] name = new byte[1 + random.nextInt(6)];
            random.nextBytes(name);
            String fingerprint = HexFormat.of().toHexDigits(random.nextLong());
            verdicts.put(
                    new MentionKey(SourcePath.of(name), fingerprint, 1 + random.nextInt(9)),
                    random.nextBoolean() ? Verdict.TODO : Verdict.FINE);
        }
        Baseline full = new Baseline(new TreeSet<>(Set.of("email_address")), verdicts);

        assertThat(Baseline.parse(full.text())).isEqualTo(full);
        assertThat(full.text().lines()).hasSize(3 + verdicts.size());
    }
}
