package io.github.useremails.migrations.checklist;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The commits of a repository. */
record History(Git git) {

    record Commit(String id, Instant time) {}

    /** Where the branch that is checked out left the other one. */
    String mergeBase(String revision) throws IOException, InterruptedException {
        Git.Answer<String> answer = git.ask("merge-base", commit("HEAD"), commit(revision));
        if (!answer.isFound()) {
            throw new Refusal("HEAD and " + revision
                    + " have no commit in common. If the repository was cloned without its history, fetch it.");
        }
        return answer.value().strip();
    }

    /** Evenly spaced ones of the first parents of HEAD, the oldest and the newest among them, the oldest first. */
    List<Commit> mainline(int points) throws IOException, InterruptedException {
        List<String> lines = git.ask("rev-list", "--first-parent", "--reverse", "--timestamp", commit("HEAD"))
                .value()
                .lines()
                .toList();
        int count = Math.min(points, lines.size());
        List<Commit> commits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long index = count == 1 ? lines.size() - 1 : (long) i * (lines.size() - 1) / (count - 1);
            commits.add(parse(lines.get((int) index)));
        }
        return commits;
    }

    /** Seconds and id. */
    private static Commit parse(String line) {
        int blank = line.indexOf(' ');
        return new Commit(line.substring(blank + 1), Instant.ofEpochSecond(Long.parseLong(line.substring(0, blank))));
    }

    private String commit(String revision) throws IOException, InterruptedException {
        if (revision.isBlank() || revision.startsWith("-")) {
            throw new Refusal("A revision is a branch, a tag or a commit.");
        }
        Git.Answer<String> answer = git.ask("rev-parse", "--verify", "--quiet", revision + "^{commit}");
        if (!answer.isFound()) {
            throw new Refusal("There is no commit " + revision + ".");
        }
        return answer.value().strip();
    }
}
