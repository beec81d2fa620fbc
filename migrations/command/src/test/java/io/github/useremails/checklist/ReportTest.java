package io.github.useremails.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class ReportTest {

    @TempDir
    private Path directory;

    private Repository repository;

    @BeforeEach
    void createRepository() throws Exception {
        repository = Repository.in(directory);
        repository.write("README.md", "email_address");
        repository.write("app/src/A.java", "email_address // \u2709", "email_address // \u2713", "a(email_address)");
        repository.write("app/test/A.java", "email_address");
        repository.write("sql/a.sql", "email_address -- email-todo");
        repository.write("CODEOWNERS", "* @all");
        repository.write(".github/CODEOWNERS", "/app/ @app @all", "*.sql @data");
        repository.commit("code");
    }

    @Test
    void mentionsAreCountedByFolderAndByOwner() {
        assertThat(repository.checklist("report").lines())
                .containsExactly(
                        "            todo  fine  unreviewed  all",
                        "everywhere     2     1           3    6",
                        "",
                        "by folder",
                        ".              0     0           1    1",
                        "app            1     1           2    4",
                        "sql            1     0           0    1",
                        "",
                        "by owner",
                        "(nobody)       0     0           1    1",
                        "@all           1     1           2    4",
                        "@app           1     1           2    4",
                        "@data          1     0           0    1");
    }

    @Test
    void foldersMayBeDeeper() {
        assertThat(repository.checklist("report", "--depth", "2").lines())
                .contains(
                        ".              0     0           1    1",
                        "app/src        1     1           1    3",
                        "app/test       0     0           1    1",
                        "sql            1     0           0    1");
    }

    @Test
    void programsGetJson() {
        assertThat(repository.checklist("report", "--json").lines())
                .containsExactly("{\"all\":{\"todo\":2,\"fine\":1,\"unreviewed\":3,\"all\":6},"
                        + "\"folders\":{\".\":{\"todo\":0,\"fine\":0,\"unreviewed\":1,\"all\":1},"
                        + "\"app\":{\"todo\":1,\"fine\":1,\"unreviewed\":2,\"all\":4},"
                        + "\"sql\":{\"todo\":1,\"fine\":0,\"unreviewed\":0,\"all\":1}},"
                        + "\"owners\":{\"(nobody)\":{\"todo\":0,\"fine\":0,\"unreviewed\":1,\"all\":1},"
                        + "\"@all\":{\"todo\":1,\"fine\":1,\"unreviewed\":2,\"all\":4},"
                        + "\"@app\":{\"todo\":1,\"fine\":1,\"unreviewed\":2,\"all\":4},"
                        + "\"@data\":{\"todo\":1,\"fine\":0,\"unreviewed\":0,\"all\":1}}}");
    }
}
