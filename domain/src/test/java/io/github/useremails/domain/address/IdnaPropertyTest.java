package io.github.useremails.domain.address;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.text.CodePointSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdnaPropertyTest {

    // Letters and marks by RFC 5892, but with a blank glyph: this library rejects them everywhere.
    private static final CodePointSet REFUSED_AS_BLANK = CodePointSet.of("13441-13442 16FE4");

    @Test
    void everyCodePointHasThePropertyDerivedFromIcu() {
        assertThat(Unicode.assigned()
                        .filter(c -> !REFUSED_AS_BLANK.contains(c))
                        .filter(c -> IdnaProperty.of(c) != Unicode.derivedProperty(c))
                        .mapToObj(Unicode::hex))
                .isEmpty();
    }

    /** Rows of the table that IANA publishes. */
    @ParameterizedTest
    @CsvSource({
        "2D, VALID",
        "2E, DISALLOWED",
        "41, DISALLOWED",
        "61, VALID",
        "AA, DISALLOWED",
        "B7, NEEDS_CONTEXT",
        "DF, VALID",
        "E0, VALID",
        "131, VALID",
        "17F, DISALLOWED",
        "1F0, VALID",
        "345, DISALLOWED",
        "34F, DISALLOWED",
        "390, VALID",
        "3C2, VALID",
        "640, DISALLOWED",
        "660, NEEDS_CONTEXT",
        "6FD, VALID",
        "1100, DISALLOWED",
        "13A0, VALID",
        "13F8, DISALLOWED",
        "19DA, DISALLOWED",
        "1E9E, DISALLOWED",
        "1F80, DISALLOWED",
        "200C, NEEDS_CONTEXT",
        "2132, DISALLOWED",
        "214E, VALID",
        "2260, DISALLOWED",
        "3007, VALID",
        "30FB, NEEDS_CONTEXT",
        "AB70, DISALLOWED",
        "AC00, VALID",
        "F900, DISALLOWED",
        "FF41, DISALLOWED",
        "1D15E, DISALLOWED",
        "1F4A9, DISALLOWED",
        "20000, VALID",
        "2F800, DISALLOWED",
        "378, DISALLOWED",
        "E0100, DISALLOWED"
    })
    void aCodePointHasThePublishedProperty(String codePoint, IdnaProperty property) {
        assertThat(IdnaProperty.of(Integer.parseInt(codePoint, 16))).isEqualTo(property);
    }
}
