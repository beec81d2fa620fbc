package io.github.useremails.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** That verdicts outlive edits, renames and merges of the code around them. */
@DisabledOnOs(OS.WINDOWS)
class VerdictsTest {

    @TempDir
    private Path directory;

    private Repository repository;

    @BeforeEach
    void createRepositoryWithVerdicts() throws Exception {
        repository = Repository.in(directory);
        repository.write("src/Users.java", "class Users {", "  get(email_address);", "  put(email_address);", "}");
        repository.write("sql/report.sql", "select email_address", "  from users", " where email_address = ?");
        repository.commit("code");
        repository.checklist("baseline");
        repository.checklist("mark", "todo", "src/Users.java:2");
        repository.checklist("mark", "fine", "src/Users.java:3", "sql/report.sql:1");
        repository.commit("verdicts");
    }

    @Test
    void theBaselineIsALineAMentionInOrder() throws Exception {
        assertThat(repository.read(".useremails-checklist").lines().filter(line -> !line.startsWith("#")))
                .hasSize(5)
                .first()
                .isEqualTo("word email_address");
        assertThat(repository.read(".useremails-checklist").lines().skip(3))
                .isSortedAccordingTo(Comparator.comparing(line -> line.replaceFirst("^\\w+ (\\S+) (.*)$", "$2 $1")));
        assertThat(list())
                .containsExactly(
                        "sql/report.sql:1:8: fine",
                        "sql/report.sql:3:8: unreviewed",
                        "src/Users.java:2:7: todo",
                        "src/Users.java:3:7: fine");
        assertThat(repository.checklist("list", "--verdict", "TODO").lines())
                .containsExactly("src/Users.java:2:7: todo");
    }

    @Test
    void theFingerprintIsThatOfTheTextWithoutBlanks() throws Exception {
        byte[] sha256 =
                MessageDigest.getInstance("SHA-256").digest("get(email_address);".getBytes(StandardCharsets.UTF_8));
        String first16 = HexFormat.of().formatHex(sha256).substring(0, 16);

        assertThat(repository.read(".useremails-checklist")).contains("\ntodo " + first16 + ".1 src/Users.java\n");
    }

    @Test
    void linesMayMoveAndBeIndentedAnew() throws Exception {
        repository.write(
                "src/Users.java",
                "import x;",
                "class Users {",
                "    put( email_address );\r",
                "",
                "\t\tget(email_address);",
                "}");

        assertThat(list()).endsWith("src/Users.java:3:10: fine", "src/Users.java:5:7: todo");
    }

    @Test
    void equalLinesAreToldApartByTheirOrder() throws Exception {
        repository.write("src/Twins.java", "f(email_address);", "f(email_address);", "g();", "f(email_address);");
        repository.git("add", "-A");
        repository.checklist("mark", "fine", "src/Twins.java:2");
        repository.write("src/Twins.java", "h();", "f(email_address);", "", "f(email_address);", "f(email_address);");

        assertThat(list())
                .startsWith(
                        "sql/report.sql:1:8: fine",
                        "sql/report.sql:3:8: unreviewed",
                        "src/Twins.java:2:3: unreviewed",
                        "src/Twins.java:4:3: fine",
                        "src/Twins.java:5:3: unreviewed");
    }

    @Test
    void aLineThatIsChangedIsToBeReviewedAgain() throws Exception {
        repository.write("src/Users.java", "class Users {", "  get(email_address, now);", "}");

        assertThat(list()).endsWith("src/Users.java:2:7: unreviewed");
        assertThat(repository.checklist("baseline").lines())
                .containsExactly(
                        "src/Users.java: done, was todo",
                        "src/Users.java: done, was fine",
                        "0 todo, 1 fine, 2 unreviewed: 3 in all.");
        assertThat(repository.checklist("baseline").lines()).containsExactly("0 todo, 1 fine, 2 unreviewed: 3 in all.");
    }

    @Test
    void filesMayBeRenamed() throws Exception {
        repository.git("mv", "src/Users.java", "People.java");
        repository.git("mv", "sql", "queries");

        assertThat(list())
                .containsExactly(
                        "People.java:2:7: todo",
                        "People.java:3:7: fine",
                        "queries/report.sql:1:8: fine",
                        "queries/report.sql:3:8: unreviewed");
        assertThat(repository.checklist("mark", "todo", "queries").lines()).containsExactly("2 marked as todo.");
        assertThat(repository.checklist("baseline").lines()).containsExactly("3 todo, 1 fine, 0 unreviewed: 4 in all.");
        assertThat(repository.read(".useremails-checklist")).doesNotContain("src/", "sql/");
    }

    @Test
    void aFolderOfFilesThatAreAlikeMayBeRenamed() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            repository.write("old/" + name + "/dto.ts", "email_address: string;");
        }
        repository.git("add", "-A");
        repository.checklist("mark", "fine", "old/a", "old/c/dto.ts");
        repository.checklist("mark", "todo", "old/b");
        repository.git("mv", "old", "new");

        assertThat(list()).startsWith("new/a/dto.ts:1:1: fine", "new/b/dto.ts:1:1: todo", "new/c/dto.ts:1:1: fine");
    }

    @Test
    void whereARenameIsInDoubtNothingIsTaken() throws Exception {
        repository.write("one.txt", "x email_address").write("two.txt", "x email_address");
        repository.git("add", "-A");
        repository.checklist("mark", "fine", "one.txt");
        repository.checklist("mark", "todo", "two.txt");
        repository.git("mv", "one.txt", "three.txt");
        repository.git("mv", "two.txt", "four.txt");

        assertThat(list()).contains("three.txt:1:3: unreviewed", "four.txt:1:3: unreviewed");
    }

    @Test
    void aCopyOfALineIsAMentionOfItsOwn() throws Exception {
        repository.write("src/Copy.java", "  get(email_address);");
        repository.git("add", "-A");

        assertThat(list()).contains("src/Copy.java:1:7: unreviewed", "src/Users.java:2:7: todo");
    }

    @Test
    void twoBranchesThatBothChangeCodeAndBaselineAreMerged() throws Exception {
        repository.git("checkout", "-q", "-b", "left");
        repository.write(
                "src/Users.java",
                "class Users {",
                "  left(email_address);",
                "  get(email_address);",
                "  put(email_address);",
                "}");
        repository.checklist("mark", "todo", "src/Users.java:2");
        repository.commit("left");
        repository.git("checkout", "-q", "main");
        repository.write(
                "sql/report.sql", "select email_address", "  from users", " where email_address = ?", "and 1 = 1");
        repository.checklist("mark", "todo", "sql/report.sql:3");
        repository.write("src/Added.java", "added(email_address);");
        repository.git("add", "-A");
        repository.checklist("mark", "fine", "src/Added.java");
        repository.commit("right");
        mergeWhateverConflicts("left");
        String merged = repository.read(".useremails-checklist");

        assertThat(list())
                .containsExactly(
                        "sql/report.sql:1:8: fine",
                        "sql/report.sql:3:8: todo",
                        "src/Added.java:1:7: fine",
                        "src/Users.java:2:8: todo",
                        "src/Users.java:3:7: todo",
                        "src/Users.java:4:7: fine");
        assertThat(merged).contains("<<<<<<<");
        assertThat(repository.checklist("baseline").lines()).containsExactly("3 todo, 3 fine, 0 unreviewed: 6 in all.");
        assertThat(repository.read(".useremails-checklist")).doesNotContain("<<<<<<<", "=======", ">>>>>>>");
    }

    @Test
    void ofTwoVerdictsForOneMentionTheOneThatAsksForMoreCounts() throws Exception {
        repository.git("checkout", "-q", "-b", "left");
        repository.checklist("mark", "fine", "sql/report.sql:3");
        repository.commit("left");
        repository.git("checkout", "-q", "main");
        repository.checklist("mark", "todo", "sql/report.sql:3");
        repository.commit("right");
        repository.git("config", "merge.conflictStyle", "diff3");
        mergeWhateverConflicts("left");

        assertThat(repository.read(".useremails-checklist")).contains("|||||||");
        assertThat(list()).contains("sql/report.sql:3:8: todo");
    }

    @Test
    void gitMayUniteBothSidesByItself() throws Exception {
        repository.write(".gitattributes", ".useremails-checklist merge=union");
        repository.commit("attributes");
        repository.git("checkout", "-q", "-b", "left");
        repository.checklist("mark", "fine", "sql/report.sql:3");
        repository.commit("left");
        repository.git("checkout", "-q", "main");
        repository.checklist("mark", "todo", "sql/report.sql:3");
        repository.commit("right");
        repository.git("merge", "-q", "--no-edit", "left");

        assertThat(list()).contains("sql/report.sql:3:8: todo");
        assertThat(repository.checklist("baseline").lines()).containsExactly("2 todo, 2 fine, 0 unreviewed: 4 in all.");
    }

    @Test
    void aMarkerInTheCodeCountsMoreThanTheBaselineAndNeedsNoLineThere() throws Exception {
        repository.write(
                "src/Users.java", "class Users {", "  get(email_address); // \u2713", "  put(email_address);", "}");

        assertThat(list()).endsWith("src/Users.java:2:7: fine", "src/Users.java:3:7: fine");
        assertThat(repository.checklist("mark", "todo", "src/Users.java:2").lines())
                .containsExactly(
                        "src/Users.java:2 has a marker in the code, which takes precedence. Nothing was marked.");
        assertThat(repository.checklist("mark", "todo", "src/Users.java").lines())
                .containsExactly("1 marked as todo.");
        assertThat(repository.checklist("baseline").lines()).containsExactly("1 todo, 2 fine, 1 unreviewed: 4 in all.");
        assertThat(repository.read(".useremails-checklist")).containsOnlyOnce("src/Users.java");
    }

    @Test
    void wordsOnceChosenAreRemembered() throws Exception {
        repository.write("src/Camel.java", "user.emailAddress()");
        repository.git("add", "-A");
        assertThat(repository
                        .checklist("baseline", "--word", "emailAddress", "--word", "email_address")
                        .lines())
                .containsExactly("1 todo, 2 fine, 2 unreviewed: 5 in all.");

        assertThat(list()).contains("src/Camel.java:1:6: unreviewed");
        assertThat(repository
                        .checklist("mark", "todo", "src/Camel.java", "--word", "emailAddress")
                        .exitCode())
                .isZero();
        assertThat(repository.checklist("baseline").lines()).containsExactly("2 todo, 2 fine, 1 unreviewed: 5 in all.");
    }

    @Test
    void markingSeveralPlacesIsAllOrNothing() throws Exception {
        String before = repository.read(".useremails-checklist");

        assertThat(repository
                        .checklist("mark", "todo", "sql", "src/Users.java:4")
                        .lines())
                .containsExactly("src/Users.java:4 mentions none of the words. Nothing was marked.");
        assertThat(repository.checklist("mark", "todo", "\"src").lines())
                .containsExactly("\"src does not name a file: a quote is missing.");
        assertThat(repository.read(".useremails-checklist")).isEqualTo(before);
        assertThat(repository
                        .checklist("mark", "unreviewed", "./sql/", "src/Users.java:2:7:")
                        .lines())
                .containsExactly("3 marked as unreviewed.");
        assertThat(repository.checklist("mark", "fine", ".").lines()).containsExactly("4 marked as fine.");
    }

    @Test
    void aBaselineThatIsBrokenIsNamedByItsLineAndLeftAsItIs() throws Exception {
        repository.write(".useremails-checklist", "# mine", "", "perhaps 0123456789abcdef.1 x");
        assertThat(repository.checklist("baseline").lines())
                .containsExactly("Line 3 of the baseline is not a line of a checklist.");
        repository.write(".useremails-checklist", "todo 0123456789abcdef.1 \"x");
        assertThat(repository.checklist("list").lines())
                .containsExactly("Line 1 of the baseline does not name a file: a quote is missing.");
        repository.write(".useremails-checklist", "todo 0123456789abcdef.1 \"x\\9\"");
        assertThat(repository.checklist("list").exitCode()).isEqualTo(1);
        assertThat(repository.read(".useremails-checklist")).contains("\"x\\9\"");
    }

    @Test
    void theBaselineMayHaveWindowsLineEndsAndAnotherName() throws Exception {
        Files.move(directory.resolve(".useremails-checklist"), directory.resolve("checklist.txt"));
        String text = repository.read("checklist.txt");
        repository.write("checklist.txt", text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));

        assertThat(repository
                        .checklist("baseline", "--baseline", "checklist.txt")
                        .lines())
                .containsExactly("1 todo, 2 fine, 1 unreviewed: 4 in all.");
        assertThat(repository.read("checklist.txt")).isEqualTo(text);
    }

    private void mergeWhateverConflicts(String branch) throws Exception {
        repository.shell("git merge -q --no-edit " + branch + " || true");
    }

    private List<String> list() {
        return repository.checklist("list").lines();
    }
}
