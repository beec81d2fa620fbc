package io.github.useremails.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ALabelTest {

    @Test
    void anALabelStandsForSomethingThatIsNotAscii() {
        assertThat(ALabel.isDecodable("xn--fa-hia")).isTrue();
        assertThat(ALabel.isDecodable("xn--abc-")).isFalse();
        assertThat(ALabel.isDecodable("xn--")).isFalse();
    }

    @Test
    void anALabelIsToldByItsPrefix() {
        assertThat(ALabel.isMarked("xn--fa-hia")).isTrue();
        assertThat(ALabel.isMarked("xn-fa")).isFalse();
        assertThat(ALabel.isMarked("a.xn--fa-hia")).isFalse();
    }
}
