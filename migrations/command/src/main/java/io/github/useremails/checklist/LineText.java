package io.github.useremails.checklist;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The text of a line, of which only the end is kept, because lines may have any length. */
final class LineText {

    private static final int END = 512;
    private static final int FINGERPRINT_BYTES = 8;

    private final Markers markers;
    private final MessageDigest digest = sha256();
    private final byte[] held = new byte[16 * END];
    private int length;

    LineText(Markers markers) {
        this.markers = markers;
    }

    record Read(String fingerprint, Optional<Verdict> marked) {}

    void add(int b) {
        if (length == held.length) {
            digest(length - END);
            System.arraycopy(held, length - END, held, 0, END);
            length = END;
        }
        held[length] = (byte) b;
        length++;
    }

    /** Returns the line, and resets this for the next one. */
    Read finish() {
        int begin = Math.max(0, length - END);
        String end = new String(held, begin, length - begin, StandardCharsets.ISO_8859_1);
        Optional<Markers.Found> found = markers.find(end);
        digest(found.map(marker -> begin + marker.start()).orElse(length));
        length = 0;
        byte[] fingerprint = Arrays.copyOf(digest.digest(), FINGERPRINT_BYTES);
        return new Read(HexFormat.of().formatHex(fingerprint), found.map(Markers.Found::verdict));
    }

    private void digest(int count) {
        for (int i = 0; i < count; i++) {
            if (!isBlank(held[i])) {
                digest.update(held[i]);
            }
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
