package io.github.useremails.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Preflight, which finds no function of the move yet, and the move agree on which texts are blank. */
class BlankTextsTest {

    private static final Pattern CHARACTERS = Pattern.compile("E'((?: |\\\\[tnfr]|\\\\u[0-9a-f]{4})+)'");

    @Test
    void preflightTakesTheSameCharactersForBlanks() throws IOException {
        List<String> ofTheMove = characters("/db/useremails/moves/email_address/steps/V1.05__read_legacy_rows.sql");

        assertThat(ofTheMove).hasSize(3);
        assertThat(characters("/io/github/useremails/command/texts.sql")).isEqualTo(ofTheMove);
    }

    private static List<String> characters(String resource) throws IOException {
        try (InputStream script = BlankTextsTest.class.getResourceAsStream(resource)) {
            assertThat(script).as(resource).isNotNull();
            return CHARACTERS
                    .matcher(new String(script.readAllBytes(), StandardCharsets.UTF_8))
                    .results()
                    .map(MatchResult::group)
                    .toList();
        }
    }
}
