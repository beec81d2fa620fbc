package io.github.useremails.domain.address;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.UnicodeSet;
import io.github.useremails.domain.text.CodePointSet;
import io.github.useremails.domain.text.Invisible;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the tables that Java lacks with ICU4J. After an upgrade, the failure shows the text to paste. */
class UnicodeTablesTest {

    private static final CodePointSet MARKS_OF_ANOTHER_CATEGORY_SINCE_UNICODE_14 = CodePointSet.of("1734 1171E");

    @Test
    void invisibleCharactersAreTheDefaultIgnorableOnes() {
        assertSame(Invisible.IGNORABLE_RANGES, "[:Default_Ignorable_Code_Point:]");
    }

    @Test
    void viramasHaveCombiningClassNine() {
        assertSame(Joining.VIRAMA_RANGES, "[:ccc=9:]");
    }

    @Test
    void joiningTypesAreThoseOfUnicode() {
        assertSame(Joining.DUAL_JOINING_RANGES, "[:jt=D:]");
        assertSame(Joining.LEFT_JOINING_RANGES, "[:jt=L:]");
        assertSame(Joining.RIGHT_JOINING_RANGES, "[:jt=R:]");
    }

    @Test
    void transparentCharactersOfLabelsAreThoseOfUnicode() {
        UnicodeSet transparent = new UnicodeSet("[:jt=T:]");

        assertThat(Unicode.assigned()
                        .filter(c -> IdnaProperty.of(c) != IdnaProperty.DISALLOWED)
                        .filter(c -> !MARKS_OF_ANOTHER_CATEGORY_SINCE_UNICODE_14.contains(c))
                        .filter(c -> Joining.isTransparent(c) != transparent.contains(c))
                        .mapToObj(Unicode::hex))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"40, false", "41, true", "5A, true", "5B, false", "5F, true", "60, false", "0, false", "10FFFF, false"})
    void aSetContainsTheEndsOfItsRanges(String codePoint, boolean contained) {
        assertThat(CodePointSet.of("41-5A 5F").contains(Integer.parseInt(codePoint, 16)))
                .isEqualTo(contained);
    }

    @Test
    void aSetContainsTheCodePointsOfItsRanges() {
        UnicodeSet expected = new UnicodeSet("[:jt=R:]");
        CodePointSet set = CodePointSet.of(Unicode.ranges("[:jt=R:]"));

        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                        .filter(c -> set.contains(c) != expected.contains(c)))
                .isEmpty();
    }

    private static void assertSame(String table, String pattern) {
        assertThat(table.replaceAll("\\s+", " ")).isEqualTo(Unicode.ranges(pattern));
    }
}
