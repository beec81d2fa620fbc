package io.github.useremails.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.checklist.Repository.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which lines count as mentions: those of tracked texts that have the word, and no others. */
@DisabledOnOs(OS.WINDOWS)
class MentionsTest {

    @TempDir
    private Path directory;

    private Repository repository;

    @BeforeEach
    void createRepository() throws Exception {
        repository = Repository.in(directory);
    }

    @Test
    void aWordIsFoundWhereItStandsAloneAndOnlyThere() throws Exception {
        repository.write(
                "Users.java",
                "String email = row.get(\"email_address\");",
                "String other = row.get(\"work_email_address\");",
                "String more = row.get(\"email_addresses\");",
                "String camel = user.emailAddress();",
                "\tset email_address = upper(email_address)",
                "EMAIL_ADDRESS");
        repository.write("query.sql", "select u.email_address from users u");
        repository.commit("code");

        assertThat(list()).containsExactly("Users.java:1:25", "Users.java:5:6", "query.sql:1:10");
    }

    @Test
    void severalWordsAreLookedForAtOnce() throws Exception {
        repository.write("Users.java", "user.emailAddress()", "-e", "email_address, emailAddress", "nothing");
        repository.commit("code");

        assertThat(list("--word", "emailAddress", "--word", "email_address"))
                .containsExactly("Users.java:1:6", "Users.java:3:1");
        assertThat(list("--word=-e")).containsExactly("Users.java:2:1");
    }

    @Test
    void whatGitDoesNotTrackOrCallsBinaryIsLeftOut() throws Exception {
        repository
                .write(".gitignore", "target/")
                .write(".gitattributes", "*.lock binary")
                .write("target/classes/Users.txt", "email_address")
                .write("Users.class", "email_address\0".getBytes(StandardCharsets.UTF_8))
                .write("wide.txt", "email_address".getBytes(StandardCharsets.UTF_16LE))
                .write("code.lock", "email_address")
                .write("tracked.txt", "email_address");
        repository.commit("code");
        repository.write("untracked.txt", "email_address");

        assertThat(list()).containsExactly("tracked.txt:1:1");
    }

    @Test
    void theWholeTreeIsLookedAtFromAnyOfItsDirectories() throws Exception {
        repository.write("a/deep/A.java", "email_address").write("b/B.java", "email_address");
        repository.commit("code");

        assertThat(new Repository(directory.resolve("a/deep")).checklist("list").lines())
                .containsExactly("a/deep/A.java:1:1: unreviewed", "b/B.java:1:1: unreviewed");
    }

    @Test
    void anyEncodingAndAnyEndOfLineWillDo() throws Exception {
        repository
                .write("latin.txt", "größe\nÄ email_address ß\n".getBytes(StandardCharsets.ISO_8859_1))
                .write("windows.txt", "one\r\nemail_address\r\n".getBytes(StandardCharsets.UTF_8))
                .write("unended.txt", "one\n email_address".getBytes(StandardCharsets.UTF_8))
                .write("marked.txt", "Ä email_address // email-fine\r\n".getBytes(StandardCharsets.ISO_8859_1));
        repository.commit("code");

        assertThat(repository.checklist("list").lines())
                .containsExactly(
                        "latin.txt:2:3: unreviewed",
                        "marked.txt:1:3: fine",
                        "unended.txt:2:2: unreviewed",
                        "windows.txt:2:1: unreviewed");
    }

    @Test
    void aLineMayBeHuge() throws Exception {
        String filling = "x ".repeat(2_600_000);
        repository.write(
                "bundle.js",
                filling + "email_address",
                "email_address " + filling + "// \u2713",
                filling,
                "email_address");
        repository.commit("code");

        assertThat(repository.checklist("list").lines())
                .containsExactly("bundle.js:1:5200001: unreviewed", "bundle.js:2:1: fine", "bundle.js:4:1: unreviewed");
        assertThat(repository.checklist("baseline").exitCode()).isZero();
        repository.write("bundle.js", " " + filling + "email_address ", "email_address");
        assertThat(repository.checklist("mark", "fine", "bundle.js:1").exitCode())
                .isZero();
        repository.write("bundle.js", filling + "email_addres", filling + "email_address");
        assertThat(repository.checklist("list").lines()).containsExactly("bundle.js:2:5200001: fine");
    }

    @Test
    void namesOfFilesMayBeHostile() throws Exception {
        repository
                .write("with blank.txt", "email_address")
                .write(" blanks around ", "email_address")
                .write("-e", "email_address")
                .write("line\nbreak.txt", "email_address")
                .write("\u001b[31mred", "email_address")
                .write("\"quoted\".txt", "email_address")
                .write("back\\slash", "email_address")
                .write("like:12", "email_address")
                .write("# no comment", "email_address");
        repository.shell("printf 'email_address\\n' > \"$(printf 'latin-\\344')\"");
        repository.shell(
                "mkdir \"$(printf 'm\\303\\274ll')\"; printf 'email_address\\n' > \"$(printf 'm\\303\\274ll/x')\"");
        repository.commit("code");
        List<String> places = list();

        assertThat(places)
                .containsExactlyInAnyOrder(
                        "with blank.txt:1:1",
                        "\" blanks around \":1:1",
                        "-e:1:1",
                        "\"line\\012break.txt\":1:1",
                        "\"\\033[31mred\":1:1",
                        "\"\\\"quoted\\\".txt\":1:1",
                        "back\\slash:1:1",
                        "like:12:1:1",
                        "# no comment:1:1",
                        "\"latin-\\344\":1:1",
                        "m\u00fcll/x:1:1");
        for (String place : places) {
            assertThat(repository.checklist("mark", "--", "fine", place).lines())
                    .containsExactly("1 marked as fine.");
        }
        repository.git("add", "-A");
        assertThat(repository.checklist("list", "--verdict", "fine").lines()).hasSize(places.size());
        assertThat(repository.checklist("baseline").lines())
                .containsExactly("0 todo, 11 fine, 0 unreviewed: 11 in all.");
        assertThat(repository.checklist("report", "--json").lines().get(0))
                .contains("\"m\\u00fcll\":{\"todo\":0,\"fine\":1");
    }

    @Test
    void theBaselineIsNoMentionItself() throws Exception {
        repository.write("db/email_address.sql", "drop email_address");
        repository.commit("code");
        repository.checklist("baseline");
        repository.commit("baseline");

        assertThat(repository.read(".useremails-checklist")).contains("db/email_address.sql");
        assertThat(list()).containsExactly("db/email_address.sql:1:6");
    }

    @Test
    void whoeverAsksInTheWrongWayIsTold() throws Exception {
        Path elsewhere = Files.createTempDirectory("elsewhere");
        assertRefused(new Repository(elsewhere).checklist("list"), "not a git repository");
        assertRefused(new Repository(directory.resolve(".git")).checklist("list"), "is not in a work tree of git");
        assertRefused(new Repository(directory.resolve("no-such")).checklist("list"), "is not a directory");
        assertRefused(repository.checklist("list", "--word="), "A word must not be empty");
        assertRefused(repository.checklist("list", "--word=two words"), "A word must not be empty");
        assertRefused(repository.checklist("list", "--todo-marker="), "A marker must not be empty");
        assertRefused(repository.checklist("list", "--baseline=../x"), "--baseline must be the path of a file");
        assertRefused(repository.checklist("report", "--depth=0"), "--depth must be at least 1");
        assertRefused(repository.checklist("mark", "fine", "no-such"), "mentions none of the words");
        assertThat(repository.checklist("mark", "good", "no-such").exitCode()).isEqualTo(2);
        assertThat(repository.checklist("mark", "fine").exitCode()).isEqualTo(2);
        assertThat(repository.checklist("list")).isEqualTo(new Result(0, List.of()));
        Files.delete(elsewhere);
    }

    private List<String> list(String... options) {
        String[] arguments = new String[options.length + 1];
        arguments[0] = "list";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return repository.checklist(arguments).lines().stream()
                .map(line -> line.replaceFirst(": unreviewed$", ""))
                .toList();
    }

    private static void assertRefused(Result result, String says) {
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.lines()).singleElement().asString().contains(says);
    }
}
