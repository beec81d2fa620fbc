package io.github.useremails.checklist;

import io.github.useremails.exit.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The tracked files of a repository.
 *
 * @param git run at the root
 * @param commit the commit; empty for the work tree
 */
record Snapshot(Git git, Optional<String> commit) {

    /** The work tree that contains a directory. */
    static Snapshot around(Path directory) throws IOException, InterruptedException {
        List<String> answer = new Git(directory)
                .ask("rev-parse", "--is-inside-work-tree", "--show-cdup")
                .value()
                .lines()
                .toList();
        if (answer.size() < 2 || !answer.get(0).equals("true")) {
            throw Refusal.unable(directory + " is not in a work tree of git.");
        }
        return new Snapshot(new Git(directory.resolve(answer.get(1))), Optional.empty());
    }

    Snapshot at(String otherCommit) {
        return new Snapshot(git, Optional.of(otherCommit));
    }

    /** In the order of files and lines. Binary files are skipped. */
    List<Mention> mentions(List<String> words, Markers markers) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "grep",
                "--no-color",
                "--no-recurse-submodules",
                "--full-name",
                "-n",
                "--column",
                "-z",
                "-I",
                "-w",
                "-F"));
        for (String word : words) {
            command.add("-e");
            command.add(word);
        }
        commit.ifPresent(command::add);
        command.add("--");
        int prefix = commit.map(name -> name.length() + 1).orElse(0);
        return git.ask(new GrepOutput(prefix, markers)::read, command).value();
    }

    Set<SourcePath> files() throws IOException, InterruptedException {
        List<String> command = commit.map(name -> List.of("ls-tree", "-r", "-z", "--name-only", "--full-tree", name))
                .orElse(List.of("ls-files", "-z"));
        return git.ask(Snapshot::names, command).value();
    }

    /** Empty if there is no such file. */
    Optional<String> text(String path) throws IOException, InterruptedException {
        if (commit.isEmpty()) {
            Path file = git.directory().resolve(path);
            return Files.isRegularFile(file)
                    ? Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
                    : Optional.empty();
        }
        if (!files().contains(new SourcePath(path, true))) {
            return Optional.empty();
        }
        return Optional.of(
                git.ask("cat-file", "blob", commit.get() + ":" + path).value());
    }

    private static Set<SourcePath> names(InputStream output) throws IOException {
        String all = new String(output.readAllBytes(), StandardCharsets.ISO_8859_1);
        Set<SourcePath> names = new HashSet<>();
        for (int begin = 0; begin < all.length(); begin = all.indexOf('\0', begin) + 1) {
            String name = all.substring(begin, all.indexOf('\0', begin));
            names.add(SourcePath.of(name.getBytes(StandardCharsets.ISO_8859_1)));
        }
        return names;
    }
}
