package io.github.useremails.domain.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ALabelTest {

    @Test
    void anALabelStandsForSomethingThatIsNotAscii() {
        assertThat(ALabel.toULabel("xn--fa-hia").toOptional()).contains("fa\u00DF");
        assertThat(ALabel.toULabel("xn--abc-").toOptional()).isEmpty();
        assertThat(ALabel.toULabel("xn--").toOptional()).isEmpty();
    }

    @Test
    void anALabelIsExactlyTheEncodingOfItsULabel() {
        // The last digit of a letter's code may be written in more than one way by a careless encoder, not by ours.
        assertThat(ALabel.toULabel("xn--bcher-kva").toOptional()).contains("b\u00FCcher");
        assertThat(ALabel.toULabel("xn--BCHER-KVA").toOptional()).isEmpty();
    }

    @Test
    void anALabelOfALabelThatIsNotComposedIsRefused() {
        assertThat(ALabel.toULabel("xn--" + PunycodeEncoder.encode("bu\u0308cher"))
                        .toOptional())
                .isEmpty();
    }

    @Test
    void anALabelIsToldByItsPrefix() {
        assertThat(ALabel.isMarked("xn--fa-hia")).isTrue();
        assertThat(ALabel.isMarked("xn-fa")).isFalse();
        assertThat(ALabel.isMarked("a.xn--fa-hia")).isFalse();
    }
}
