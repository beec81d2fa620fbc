package io.github.useremails.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BarOfATerminalTest {

    @Test
    void theBarIsDrawnOverAndEndsWithALine() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        BarOfATerminal bar = new BarOfATerminal(new PrintStream(written, true, StandardCharsets.UTF_8));

        bar.accept("Users  50% a row is held   ");
        bar.accept("Users 100%");
        bar.close();

        assertThat(written.toString(StandardCharsets.UTF_8))
                .isEqualTo("\rUsers  50% a row is held\u001b[K\rUsers 100%\u001b[K" + System.lineSeparator());
    }
}
