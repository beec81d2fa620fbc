package io.github.useremails.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.checklist.Repository.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The check of a pull request: what the branch brings, and nothing that was there before. */
@DisabledOnOs(OS.WINDOWS)
class CheckTest {

    private static final Result NOTHING = new Result(0, List.of());

    @TempDir
    private Path directory;

    private Repository repository;

    @BeforeEach
    void createRepositoryWithABranch() throws Exception {
        repository = Repository.in(directory.resolve("here"));
        repository.write("A.java", "one(email_address);", "two(email_address);");
        repository.write("B.java", "three(email_address);");
        repository.commit("code");
        repository.git("checkout", "-q", "-b", "topic");
    }

    @Test
    void withoutARevisionAnythingUnreviewedFails() {
        assertThat(repository.checklist("check"))
                .isEqualTo(found("A.java:1:5: unreviewed", "A.java:2:5: unreviewed", "B.java:1:7: unreviewed"));
        repository.checklist("mark", "todo", ".");
        assertThat(repository.checklist("check")).isEqualTo(NOTHING);
    }

    @Test
    void whatWasThereBeforeTheBranchIsLeftAlone() throws Exception {
        repository.write("A.java", "// moved", "two( email_address );", "one(email_address);");
        repository.commit("tidy");

        assertThat(repository.checklist("check", "--since", "main")).isEqualTo(NOTHING);
    }

    @Test
    void aNewMentionFailsUntilItHasAVerdict() throws Exception {
        repository.write("B.java", "three(email_address);", "four(email_address);");

        assertThat(repository.checklist("check", "--since", "main")).isEqualTo(found("B.java:2:6: unreviewed"));
        repository.checklist("baseline");
        assertThat(repository.checklist("check", "--since=main")).isEqualTo(found("B.java:2:6: unreviewed"));
        repository.commit("new");
        assertThat(repository.checklist("check", "--since=main")).isEqualTo(found("B.java:2:6: unreviewed"));
        repository.checklist("mark", "fine", "B.java:2");
        assertThat(repository.checklist("check", "--since=main")).isEqualTo(NOTHING);
        repository.write("C.java", "five(email_address); // \u2709", "six(email_address);");
        repository.git("add", "-A");
        assertThat(repository.checklist("check", "--since=main")).isEqualTo(found("C.java:2:5: unreviewed"));
    }

    @Test
    void aCopyIsNewAndAMoveIsNot() throws Exception {
        repository.write("A.java", "one(email_address);");
        repository.write("C.java", "two(email_address);");
        repository.git("mv", "B.java", "D.java");
        repository.commit("move");
        assertThat(repository.checklist("check", "--since=main")).isEqualTo(NOTHING);

        repository.write("E.java", "one(email_address);");
        repository.commit("copy");
        assertThat(repository.checklist("check", "--since=main")).isEqualTo(found("E.java:1:5: unreviewed"));
        repository.write("A.java", "one(email_address);", "one(email_address);");
        repository.git("rm", "-q", "E.java");
        repository.commit("copy in the file");
        assertThat(repository.checklist("check", "--since=main")).isEqualTo(found("A.java:2:5: unreviewed"));
    }

    @Test
    void whatOthersAddedMeanwhileIsNotOfTheBranch() throws Exception {
        repository.write("C.java", "mine(email_address);");
        repository.commit("mine");
        repository.git("checkout", "-q", "main");
        repository.write("D.java", "theirs(email_address);");
        repository.write("B.java", "nothing");
        repository.commit("theirs");
        repository.git("checkout", "-q", "topic");
        assertThat(repository.checklist("check", "--since=main")).isEqualTo(found("C.java:1:6: unreviewed"));

        repository.git("merge", "-q", "--no-edit", "main");
        assertThat(repository.checklist("check", "--since=main")).isEqualTo(found("C.java:1:6: unreviewed"));
    }

    @Test
    void onlyTheWordsOfTheBaselineAreLookedFor() throws Exception {
        repository.checklist("baseline", "--word=old_mail");
        repository.write("B.java", "three(email_address);", "four(email_address);", "five(old_mail);");
        repository.commit("new");

        assertThat(repository.checklist("check", "--since=main")).isEqualTo(found("B.java:3:6: unreviewed"));
    }

    @Test
    void aRevisionThatCannotBeComparedWithIsRefused() throws Exception {
        assertRefused("There is no commit no-such.", "--since=no-such");
        assertRefused("A revision must be a branch, a tag or a commit.", "--since=--all");
        assertRefused("A revision must be a branch, a tag or a commit.", "--since=");
        assertRefused("There is no commit HEAD:A.java.", "--since=HEAD:A.java");
        repository.git("checkout", "-q", "--orphan", "unrelated");
        repository.commit("unrelated");
        assertRefused("HEAD and main have no commit in common.", "--since=main");
    }

    @Test
    void aCloneWithoutHistoryIsToldToFetchIt() throws Exception {
        repository.commit("topic");
        repository.git("checkout", "-q", "main");
        repository.commit("main");
        Repository shallow = Repository.in(directory.resolve("there"));
        shallow.git("fetch", "-q", "--depth=1", repository.root().toUri().toString(), "main:main-there", "topic:topic");
        shallow.git("checkout", "-q", "topic");

        assertThat(shallow.checklist("check", "--since=main-there").lines())
                .singleElement()
                .asString()
                .contains("cloned without its history, fetch it");
    }

    private void assertRefused(String says, String option) {
        Result result = repository.checklist("check", option);
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.lines()).singleElement().asString().startsWith(says);
    }

    private static Result found(String... lines) {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add(
                "Remove these mentions, or classify each one with a marker at the end of the line or with 'checklist mark'.");
        return new Result(1, all);
    }
}
