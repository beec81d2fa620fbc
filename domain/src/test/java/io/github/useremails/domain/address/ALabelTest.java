package io.github.useremails.domain.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ALabelTest {

    @Test
    void anALabelEncodesNonAsciiText() {
        assertThat(ALabel.toULabel("xn--fa-hia").toOptional()).contains("fa\u00DF");
        assertThat(ALabel.toULabel("xn--abc-").toOptional()).isEmpty();
        assertThat(ALabel.toULabel("xn--").toOptional()).isEmpty();
    }

    @Test
    void anALabelIsExactlyTheEncodingOfItsULabel() {
        // A careless encoder can write the last digit of a letter's code in more than one way.
        assertThat(ALabel.toULabel("xn--bcher-kva").toOptional()).contains("b\u00FCcher");
        assertThat(ALabel.toULabel("xn--BCHER-KVA").toOptional()).isEmpty();
    }

    @Test
    void anALabelOfADecomposedLabelIsRejected() {
        assertThat(ALabel.toULabel("xn--" + PunycodeEncoder.encode("bu\u0308cher"))
                        .toOptional())
                .isEmpty();
    }

    @Test
    void anALabelIsRecognizedByItsPrefix() {
        assertThat(ALabel.isMarked("xn--fa-hia")).isTrue();
        assertThat(ALabel.isMarked("xn-fa")).isFalse();
        assertThat(ALabel.isMarked("a.xn--fa-hia")).isFalse();
    }
}
