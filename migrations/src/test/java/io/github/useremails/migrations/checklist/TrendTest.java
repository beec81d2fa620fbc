package io.github.useremails.migrations.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

@DisabledOnOs(OS.WINDOWS)
class TrendTest {

    @TempDir
    private Path directory;

    private Repository repository;

    @BeforeEach
    void createRepository() throws Exception {
        repository = Repository.in(directory.resolve("code"));
    }

    @Test
    void eachCommitIsCountedWithItsOwnCodeAndItsOwnVerdicts() throws Exception {
        commit(1, "nothing");
        commit(2, "a(email_address)", "b(email_address)", "c(email_address)");
        repository.checklist("mark", "todo", "A.java:1");
        commit(3, "a(email_address)", "b(email_address)", "c(email_address)", "d(email_address) // \u2713");
        repository.git("mv", "A.java", "B.java");
        commit(4, "a(email_address)");
        repository.git("rm", "-qf", "A.java");
        commit(5);
        repository.write("B.java", "not committed: email_address");

        assertThat(trend("--points=99"))
                .containsExactly(
                        "2026-03-01     0     0           0    0",
                        "2026-03-02     0     0           3    3",
                        "2026-03-03     1     1           2    4",
                        "2026-03-04     1     1           3    5",
                        "2026-03-05     1     1           2    4");
        assertThat(trend("--points=3"))
                .containsExactly(
                        "2026-03-01     0     0           0    0",
                        "2026-03-03     1     1           2    4",
                        "2026-03-05     1     1           2    4");
        assertThat(trend("--points=1")).containsExactly("2026-03-05     1     1           2    4");
    }

    @Test
    void onlyFirstParentsAreCounted() throws Exception {
        commit(1, "nothing");
        repository.git("checkout", "-q", "-b", "topic");
        commit(2, "email_address", "email_address");
        commit(3, "email_address");
        repository.git("checkout", "-q", "main");
        repository.shell("GIT_COMMITTER_DATE=2026-03-04T12:00:00Z git merge -q --no-ff --no-edit topic");

        assertThat(trend())
                .containsExactly("2026-03-01     0     0           0    0", "2026-03-04     0     0           1    1");
    }

    @Test
    void aBaselineThatWasCommittedBrokenCountsForNothing() throws Exception {
        repository.write(".useremails-checklist", "<<<<<<< nonsense", "nonsense");
        commit(1, "email_address");
        Files.delete(repository.root().resolve(".useremails-checklist"));
        commit(2, "email_address");

        assertThat(trend())
                .containsExactly("2026-03-01     0     0           1    1", "2026-03-02     0     0           1    1");
    }

    @Test
    void thePictureIsWellFormedAndHasTitleAxesAndALineForEachVerdict() throws Exception {
        commit(1, "a(email_address)", "b(email_address)", "c(email_address) // \u2713");
        commit(11, "a(email_address)");
        Path picture = directory.resolve("trend.svg");

        assertThat(repository
                        .checklist("trend", "--word=email_address", "--word=<&>", "--svg=" + picture)
                        .exitCode())
                .isZero();
        Document svg = parsed(Files.readString(picture));
        assertThat(texts(svg, "text"))
                .contains("Mentions of <&>, email_address", "mentions", "day of the commit")
                .contains("all", "todo", "fine", "unreviewed", "2026-03-01", "2026-03-06", "2026-03-11", "0", "5");
        assertThat(texts(svg, "title")).containsExactly("Mentions of <&>, email_address");
        assertThat(texts(svg, "style").get(0)).contains("prefers-color-scheme: dark");
        assertThat(attributes(svg, "path", "d"))
                .contains("M70.0 196.0 L760.0 292.0", "M70.0 340.0 L760.0 340.0", "M70.0 292.0 L760.0 340.0");
    }

    @Test
    void aPictureThatCannotBeWrittenIsNamed() throws Exception {
        commit(1, "email_address");

        assertThat(repository
                        .checklist("trend", "--svg=" + directory.resolve("no/such"))
                        .lines())
                .last()
                .asString()
                .contains("no/such cannot be written", "NoSuchFile");
        assertThat(repository.checklist("trend", "--svg=" + directory).lines())
                .last()
                .asString()
                .contains("cannot be written");
        assertThat(directory).isDirectoryContaining("glob:**/code");
        assertThat(directory.getParent()).isDirectoryNotContaining("glob:**" + directory.getFileName() + ".*.tmp");
    }

    @Test
    void theAxisOfMentionsIsRoundAndHoldsTheHighestCount() throws Exception {
        assertThat(chartOf(0)).contains("5");
        assertThat(chartOf(5)).contains("5").doesNotContain("10");
        assertThat(chartOf(6)).contains("10").doesNotContain("25");
        assertThat(chartOf(26)).contains("50", "10").doesNotContain("100");
        assertThat(chartOf(4_321)).contains("5000");
        assertThat(chartOf(2_000_000_000)).contains("2500000000", "500000000");
    }

    private static List<String> chartOf(int mentions) throws Exception {
        TrendPoint only = new TrendPoint("c", Instant.EPOCH, new Counts(mentions, 0, 0));
        return texts(parsed(new LineChart("title", List.of(only)).svg()), "text");
    }

    private void commit(int day, String... lines) throws Exception {
        if (lines.length > 0) {
            repository.write("A.java", lines);
        }
        repository.git("add", "-A");
        repository.shell("GIT_COMMITTER_DATE=2026-03-%02dT12:00:00Z git commit -q --allow-empty -m 'day %d'"
                .formatted(day, day));
    }

    private List<String> trend(String... options) {
        List<String> arguments = new ArrayList<>(List.of("trend"));
        arguments.addAll(List.of(options));
        List<String> lines =
                repository.checklist(arguments.toArray(String[]::new)).lines();
        assertThat(lines.get(0)).isEqualTo("day         commit      todo  fine  unreviewed  all");
        return lines.stream()
                .skip(1)
                .map(line -> line.replaceFirst("^(\\S+)  [0-9a-f]{10}", "$1"))
                .toList();
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<String> texts(Document svg, String element) {
        List<String> texts = new ArrayList<>();
        NodeList nodes = svg.getElementsByTagName(element);
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    private static List<String> attributes(Document svg, String element, String attribute) {
        List<String> values = new ArrayList<>();
        NodeList nodes = svg.getElementsByTagName(element);
        for (int i = 0; i < nodes.getLength(); i++) {
            values.add(nodes.item(i).getAttributes().getNamedItem(attribute).getNodeValue());
        }
        return values;
    }
}
