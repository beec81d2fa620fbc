package io.github.useremails.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Diagrams are parsed by Mermaid itself, as {@code .ci/run} does where there is npm. */
class DiagramsTest {

    private static final Path INSTALLED = Path.of("target/mermaid/node_modules/mermaid");

    @TempDir
    private Path directory;

    @Test
    void theCheckOfTheBuildParsesThem() throws IOException {
        assertThat(Files.readString(Page.ROOT.resolve(".ci/run"))).contains("./.ci/check-diagrams");
    }

    /** Where the check has run before: nothing is fetched here. */
    @Test
    void everyBlockIsFoundAndIsADiagram() throws Exception {
        assumeTrue(Files.exists(INSTALLED), "Mermaid is not installed: run .ci/check-diagrams");
        long blocks = Page.all().stream()
                .flatMap(page -> page.codeBlocks().stream())
                .filter(block -> block.language().equals("mermaid"))
                .count();

        List<String> found = check(Page.all().stream()
                .map(page -> page.path().toAbsolutePath().toString())
                .toList());

        assertThat(blocks).isPositive();
        assertThat(found).hasSize((int) blocks).allMatch(line -> line.matches(".*\\.md:\\d+: \\w[\\w-]*"));
    }

    @Test
    void aDotInALabelWithoutQuotesIsNoDiagram() throws Exception {
        assumeTrue(Files.exists(INSTALLED), "Mermaid is not installed: run .ci/check-diagrams");
        Path page = Files.writeString(directory.resolve("page.md"), """
                ```mermaid
                flowchart LR
                    contract -. 5_contract.sql .-> forwarding
                ```
                """);

        assertThat(check(List.of(page.toString()))).first().asString().contains("page.md:1: Lexical error");
    }

    private static List<String> check(List<String> pages) throws Exception {
        Files.copy(
                Page.ROOT.resolve(".ci/check-diagrams.mjs"),
                Path.of("target/mermaid/check-diagrams.mjs"),
                StandardCopyOption.REPLACE_EXISTING);
        List<String> command = new ArrayList<>(List.of("node", "target/mermaid/check-diagrams.mjs"));
        command.addAll(pages);
        Process node = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        node.waitFor();
        return output.lines().toList();
    }
}
