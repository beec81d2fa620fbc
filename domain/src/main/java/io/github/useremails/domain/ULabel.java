package io.github.useremails.domain;

import java.net.IDN;
import java.util.Optional;

/** A label as people write it in their own script (RFC 5890). */
final class ULabel {

    private ULabel() {}

    /**
     * Takes the label to its A-label if that leads back to the very same label.
     *
     * <p>{@link IDN} follows IDNA 2003, which rewrites some names into other people's names:
     * {@code faß} becomes {@code fass}. The way back tells.
     */
    static Optional<String> toALabel(String label) {
        try {
            String aLabel = IDN.toASCII(label, IDN.USE_STD3_ASCII_RULES);
            String back = IDN.toUnicode(aLabel, IDN.USE_STD3_ASCII_RULES);
            return Optional.of(aLabel).filter(same -> back.equals(label));
        } catch (RuntimeException refusal) {
            // IllegalArgumentException is documented; odd input has brought out IndexOutOfBoundsException too.
            return Optional.empty();
        }
    }
}
