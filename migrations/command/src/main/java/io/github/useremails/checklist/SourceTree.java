package io.github.useremails.checklist;

import io.github.useremails.exit.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** The code to search, and the words to search for: options of every command of the checklist. */
final class SourceTree {

    private static final List<String> LEGACY_COLUMN = List.of("email_address");

    @Option(
            names = "--directory",
            defaultValue = ".",
            description = "A directory of the work tree, all of which is searched. Default: ${DEFAULT-VALUE}")
    private Path directory = Path.of(".");

    @Option(
            names = "--word",
            paramLabel = "WORD",
            description =
                    "The word to search for; repeatable. Default: the words of the baseline, or else email_address")
    private List<String> words = List.of();

    @Option(
            names = "--baseline",
            defaultValue = ".useremails-checklist",
            description = "The file of verdicts, relative to the root of the work tree. Default: ${DEFAULT-VALUE}")
    private String file = ".useremails-checklist";

    @Option(
            names = "--todo-marker",
            defaultValue = "email-todo",
            description =
                    "The word that means todo at the end of a line, like an envelope sign. Default: ${DEFAULT-VALUE}")
    private String todo = "email-todo";

    @Option(
            names = "--fine-marker",
            defaultValue = "email-fine",
            description = "The word that means fine at the end of a line, like a check mark. Default: ${DEFAULT-VALUE}")
    private String fine = "email-fine";

    Snapshot snapshot() throws IOException, InterruptedException {
        return Snapshot.around(directory);
    }

    Baseline baseline(Snapshot snapshot) throws IOException, InterruptedException {
        return snapshot.text(file()).map(Baseline::parse).orElse(Baseline.empty());
    }

    Checklist checklist(Snapshot snapshot, Baseline baseline) throws IOException, InterruptedException {
        return checklist(snapshot, baseline, words(baseline));
    }

    Checklist checklist(Snapshot snapshot, Baseline baseline, List<String> searched)
            throws IOException, InterruptedException {
        return Checklist.of(mentions(snapshot, searched), baseline, snapshot.files());
    }

    /** Excludes those in the baseline itself, which contains names of files. */
    List<Mention> mentions(Snapshot snapshot, List<String> searched) throws IOException, InterruptedException {
        SourcePath itself = new SourcePath(file(), true);
        return snapshot.mentions(searched, new Markers(marker(todo), marker(fine))).stream()
                .filter(mention -> !mention.path().equals(itself))
                .toList();
    }

    List<String> words(Baseline baseline) {
        List<String> chosen = Optional.of(words)
                .filter(given -> !given.isEmpty())
                .or(() -> Optional.of(List.copyOf(baseline.words())).filter(said -> !said.isEmpty()))
                .orElse(LEGACY_COLUMN);
        if (!chosen.stream().allMatch(word -> word.matches("[^\\s\\x00]+"))) {
            throw Refusal.usage("A word must not be empty or contain blanks.");
        }
        return List.copyOf(new TreeSet<>(chosen));
    }

    void write(Snapshot snapshot, Baseline baseline) throws IOException {
        new TextFile(snapshot.git().directory().resolve(file())).write(baseline.text());
    }

    private String file() {
        Path path = Path.of(file);
        if (file.isBlank() || path.isAbsolute() || !path.normalize().equals(path) || path.startsWith("..")) {
            throw Refusal.usage("--baseline must be the path of a file, relative to the root of the work tree.");
        }
        return file.replace('\\', '/');
    }

    private static String marker(String word) {
        if (word.isBlank()) {
            throw Refusal.usage("A marker must not be empty.");
        }
        return word;
    }
}
