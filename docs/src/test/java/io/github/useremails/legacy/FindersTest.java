package io.github.useremails.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Every finder on one application; the page says what came of it: {@code -Ddocumentation.refresh} writes it anew. */
@DisabledOnOs(OS.WINDOWS)
class FindersTest {

    private static final Path PAGE = Path.of("reference/finders.md");

    private static final List<Reference> PLANTED = Reference.planted();
    private static final List<Reference> DECOYS = Reference.decoys();
    private static final List<Finder> FINDERS = new ArrayList<>();

    @TempDir
    private static Path directory;

    @BeforeAll
    static void find() throws Exception {
        Path root = directory.resolve("shop");
        copy(Reference.APPLICATION, root);
        Finders.run(root, List.of("git", "init", "-q"));
        Finders.run(root, List.of("git", "add", "--all"));
        CompiledApplication application = CompiledApplication.compile(root, directory.resolve("classes"));

        FINDERS.add(new Finder("checklist", Finders.checklist(root)));
        FINDERS.add(new Finder("ArchUnit", Finders.archUnit(application)));
        FINDERS.add(new Finder("ignored columns", Finders.ignoredColumns(application)));
        try (LegacyDatabase legacy = LegacyDatabase.create(root)) {
            FINDERS.add(new Finder("references", Finders.references(legacy)));
            FINDERS.addAll(new FindersAtRunTime(root, application, legacy).run());
        }
    }

    @Test
    void thereIsEnoughToFindAndToConfuse() {
        assertThat(PLANTED).hasSizeGreaterThanOrEqualTo(60).doesNotHaveDuplicates();
        assertThat(DECOYS).hasSizeGreaterThanOrEqualTo(60).doesNotHaveDuplicates();
    }

    @Test
    void togetherTheyFindEverything() {
        assertThat(PLANTED).allSatisfy(reference -> assertThat(FINDERS).anyMatch(finder -> finder.finds(reference)));
    }

    /** Otherwise the figures would leave out what nobody has thought of. */
    @Test
    void everythingThatIsFoundIsKnown() {
        assertThat(FINDERS)
                .allSatisfy(finder -> assertThat(finder.strangers(PLANTED, DECOYS))
                        .as(finder.name())
                        .isEmpty());
    }

    @Test
    void noFinderFindsNothingAndNoneIsEnough() {
        assertThat(FINDERS)
                .extracting(finder -> finder.found(PLANTED))
                .allSatisfy(found -> assertThat(found).isBetween(1L, PLANTED.size() - 1L));
    }

    @Test
    void thePageSaysWhatWasFound() throws IOException {
        String page = new FindersPage(FINDERS, PLANTED, DECOYS).text();

        if (System.getProperty("documentation.refresh") != null) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copied = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copied.getParent());
                Files.copy(file, copied);
            }
        }
    }
}
