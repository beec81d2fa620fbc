package io.github.useremails.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.fixture.Seeds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A team at work, at random: each mention has a number, by which a journal knows its verdict. */
@DisabledOnOs(OS.WINDOWS)
class RandomEditsTest {

    private static final Seeds SEEDS = Seeds.of("edits.seed");

    private static final int ROUNDS = 8;
    private static final int EDITS = 12;

    @TempDir
    private Path directory;

    private final Map<String, List<String>> files = new TreeMap<>();
    private final Map<Integer, Verdict> journal = new TreeMap<>();
    private int names;

    static LongStream seeds() {
        return SEEDS.andNewOne(1, 2, 3, 4);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void verdictsOutliveWhateverIsDoneAroundThem(long seed) {
        SEEDS.run(seed, this::editAtRandom);
    }

    private void editAtRandom(Random random) throws Exception {
        Repository repository = Repository.in(directory);
        for (int i = 0; i < 6; i++) {
            addFile(random);
        }
        save(repository);

        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < EDITS; i++) {
                edit(random);
            }
            save(repository);
            mark(repository, random);
            assertThat(told(repository)).isEqualTo(expected());
            if (random.nextBoolean()) {
                assertThat(repository.checklist("baseline").exitCode()).isZero();
                assertThat(told(repository)).isEqualTo(expected());
            }
            repository.commit("round " + round);
        }
    }

    private void edit(Random random) {
        String name = List.copyOf(files.keySet()).get(random.nextInt(files.size()));
        List<String> lines = lines(name);
        int place = random.nextInt(lines.size());
        switch (random.nextInt(7)) {
            case 0 -> lines.add(place, "filling " + random.nextInt());
            case 1 ->
                lines.set(
                        place, " ".repeat(random.nextInt(9)) + lines.get(place).strip());
            case 2 -> lines.set(place, lines.get(place).strip() + (random.nextBoolean() ? "\r" : "\t"));
            case 3 -> lines.add(place, mention());
            case 4 -> remove(lines, place);
            case 5 -> files.put("moved/" + random.nextInt(3) + "/" + names++, files.remove(name));
            default -> addFile(random);
        }
    }

    private void addFile(Random random) {
        List<String> lines = new ArrayList<>(List.of("begin", mention(), mention(), "end"));
        for (int i = random.nextInt(4); i > 0; i--) {
            lines.add(mention());
        }
        files.put("folder" + random.nextInt(3) + "/" + names++, lines);
    }

    private String mention() {
        int number = journal.size();
        journal.put(number, Verdict.UNREVIEWED);
        return "call(email_address, " + number + ");";
    }

    /** The first two of a file stay, so that it can be known again. */
    private static void remove(List<String> lines, int place) {
        long before = lines.subList(0, place).stream()
                .filter(RandomEditsTest::isMention)
                .count();
        if (lines.size() > 1 && (before >= 2 || !isMention(lines.get(place)))) {
            lines.remove(place);
        }
    }

    private void save(Repository repository) throws Exception {
        repository.git("rm", "-r", "-q", "-f", "--ignore-unmatch", "folder*", "moved*");
        for (Map.Entry<String, List<String>> file : files.entrySet()) {
            repository.write(
                    file.getKey(), (String.join("\n", file.getValue()) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        repository.git("add", "-A");
    }

    private void mark(Repository repository, Random random) {
        for (Verdict verdict : Verdict.values()) {
            String name = List.copyOf(files.keySet()).get(random.nextInt(files.size()));
            List<String> lines = lines(name);
            int place = random.nextInt(lines.size());
            if (isMention(lines.get(place))) {
                assertThat(repository
                                .checklist("mark", verdict.word(), name + ":" + (place + 1))
                                .lines())
                        .containsExactly("1 marked as " + verdict.word() + ".");
                journal.put(number(lines.get(place)), verdict);
            }
        }
    }

    private Map<Integer, Verdict> expected() {
        Map<Integer, Verdict> expected = new TreeMap<>();
        files.values()
                .forEach(lines -> lines.stream()
                        .filter(RandomEditsTest::isMention)
                        .map(RandomEditsTest::number)
                        .forEach(number -> expected.put(number, journal.get(number))));
        return expected;
    }

    private Map<Integer, Verdict> told(Repository repository) {
        Map<Integer, Verdict> told = new TreeMap<>();
        for (String line : repository.checklist("list").lines()) {
            String[] parts = line.split(":", -1);
            String text = lines(parts[0]).get(Integer.parseInt(parts[1]) - 1);
            told.put(number(text), Verdict.named(parts[3].strip()));
        }
        return told;
    }

    private List<String> lines(String name) {
        return files.getOrDefault(name, List.of());
    }

    private static boolean isMention(String line) {
        return line.contains("email_address");
    }

    private static int number(String line) {
        return Integer.parseInt(line.replaceAll("\\D", ""));
    }
}
