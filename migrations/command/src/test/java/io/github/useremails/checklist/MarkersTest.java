package io.github.useremails.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkersTest {

    private static final String CODE = "u.email_address = ?";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "u.email_address = ? // \u2713",
                "u.email_address = ? //\u2705",
                "u.email_address = ? # \u2713\ufe0f ",
                "u.email_address = ? -- \u2713\r",
                "u.email_address = ?--email-fine",
                "u.email_address = ? /* \u2713 */",
                "u.email_address = ? /*email-fine*/",
                "u.email_address = ? <!-- \u2713 -->",
                "u.email_address = ? <%-- \u2713 --%>",
                "u.email_address = ? {# \u2713 #}",
                "u.email_address = ? {- \u2713 -}",
                "u.email_address = ? (* \u2713 *)",
                "u.email_address = ? ;; \u2713",
                "u.email_address = ? % \u2713",
                "u.email_address = ? ' \u2713",
                "u.email_address = ? REM \u2713",
                "u.email_address = ? \u2713"
            })
    void aMarkerInAnyCommentCountsAndLeavesTheFingerprintAsItWas(String line) {
        assertThat(read(line).marked()).contains(Verdict.FINE);
        assertThat(read(line).fingerprint()).isEqualTo(read(CODE).fingerprint());
        assertThat(read(line.replaceAll("\u2713\ufe0f|\u2713|\u2705", "\u2709").replace("email-fine", "email-todo"))
                        .marked())
                .contains(Verdict.TODO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "u.email_address = ?",
                "u.email_address = '\u2713', x",
                "u.email_address = ? // \u2713 not yet",
                "u.email_address = ? // no-email-fine",
                "u.email_address = ? // xemail-fine",
                "u.email_address = ? // email-finer",
                "// \u2709 u.email_address = ?"
            })
    void whatIsNotAtTheEndIsNoMarker(String line) {
        assertThat(read(line).marked()).isEmpty();
    }

    @Test
    void aCommentMaySayMoreBeforeTheMarker() {
        assertThat(read("u.email_address // until the import is rewritten \u2709\ufe0f")
                        .marked())
                .contains(Verdict.TODO);
    }

    @Test
    void theWordsCanBeChosenAndAreTakenAsTheyAre() {
        Markers markers = new Markers("OLD+", "GELÖST");

        assertThat(read("email_address // OLD+", markers).marked()).contains(Verdict.TODO);
        assertThat(read("email_address // OLDD", markers).marked()).isEmpty();
        assertThat(read("email_address // GELÖST", markers).marked()).contains(Verdict.FINE);
        assertThat(read("email_address // email-fine", markers).marked()).isEmpty();
    }

    @Test
    void aFingerprintIsOfEverythingButBlanks() {
        assertThat(read("\t u.email_address =  ?\r").fingerprint())
                .isEqualTo(read(CODE).fingerprint());
        assertThat(read("u.email_address = ?;").fingerprint())
                .isNotEqualTo(read(CODE).fingerprint());
    }

    @Test
    void theLengthOfALineMakesNoDifference() throws Exception {
        for (int length = 1; length < 40_000; length += length < 20 ? 1 : 97) {
            String line = "email_address+".repeat(length / 14 + 1).substring(0, length);
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8));
            String first16 = HexFormat.of().formatHex(sha256).substring(0, 16);

            assertThat(read(line)).isEqualTo(new LineText.Read(first16, Optional.empty()));
            assertThat(read(line + " // \u2713")).isEqualTo(new LineText.Read(first16, Optional.of(Verdict.FINE)));
        }
    }

    private static LineText.Read read(String line) {
        return read(line, new Markers("email-todo", "email-fine"));
    }

    private static LineText.Read read(String line, Markers markers) {
        LineText text = new LineText(markers);
        for (byte b : line.getBytes(StandardCharsets.UTF_8)) {
            text.add(b);
        }
        return text.finish();
    }
}
