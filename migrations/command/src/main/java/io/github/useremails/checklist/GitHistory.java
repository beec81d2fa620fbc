package io.github.useremails.checklist;

import io.github.useremails.exit.Refusal;
import java.io.IOException;

/** The commits of a repository. */
record GitHistory(Git git) {

    /** The commit where the current branch diverged from the given one. */
    String mergeBase(String revision) throws IOException, InterruptedException {
        Git.Answer<String> answer = git.ask("merge-base", commit("HEAD"), commit(revision));
        if (!answer.isFound()) {
            throw Refusal.unable("HEAD and " + revision
                    + " have no commit in common. If the repository was cloned without its history, fetch it.");
        }
        return answer.value().strip();
    }

    private String commit(String revision) throws IOException, InterruptedException {
        if (revision.isBlank() || revision.startsWith("-")) {
            throw Refusal.usage("A revision must be a branch, a tag or a commit.");
        }
        Git.Answer<String> answer = git.ask("rev-parse", "--verify", "--quiet", revision + "^{commit}");
        if (!answer.isFound()) {
            throw Refusal.unable("There is no commit " + revision + ".");
        }
        return answer.value().strip();
    }
}
