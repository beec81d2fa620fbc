package io.github.useremails.command;

import static io.github.useremails.fixture.LegacyUser.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.command.CommandProcess.Result;
import io.github.useremails.exit.ExitCode;
import io.github.useremails.fixture.LegacyUsers;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** A command that cannot look says so in a line, and ends otherwise than one that looked and found something. */
class CouldNotLookTest {

    @TempDir
    private static Path directory;

    private static Database before;
    private static Database moved;
    private static Database empty;

    private enum Situation {
        BEFORE_EXPAND,
        WITHOUT_RIGHTS,
        WITHOUT_THE_TABLE,
        UNKNOWN_ROLE,
        UNKNOWN_DATABASE,
        NO_SERVER
    }

    /** These can look, or do something: preflight tells what is missing, and expand creates it. */
    private static final Map<Situation, Set<String>> CAN = Map.of(
            Situation.BEFORE_EXPAND, Set.of("preflight", "plan", "expand"),
            Situation.WITHOUT_THE_TABLE, Set.of("preflight", "plan", "expand"));

    /** And this one would leave the situation to the others changed. */
    private static final String DOES = "expand";

    @BeforeAll
    static void createDatabases() throws SQLException {
        before = Databases.shared().create();
        LegacyUsers.createIn(before).add(user(1).withAddress("ann@mail.example"));
        empty = Databases.shared().create();
        moved = Databases.shared().create();
        LegacyUsers.createIn(moved).add(user(1).withAddress("ann@mail.example"));
        moved.execute("do $$ begin create role host_nobody nologin;"
                + " exception when duplicate_object or unique_violation then null; end $$");
        Migrations.of(moved.dataSource()).migrate();
    }

    @AfterAll
    static void dropDatabases() throws SQLException {
        before.close();
        empty.close();
        moved.close();
    }

    static Stream<Arguments> everyCommandInEverySituation() {
        return UserEmailsCommand.commandLine().getSubcommands().entrySet().stream()
                .filter(command -> command.getValue().getSubcommands().isEmpty())
                .flatMap(command -> Stream.of(Situation.values())
                        .filter(situation -> !DOES.equals(command.getKey())
                                || !CAN.containsKey(situation)
                                || !CAN.get(situation).contains(DOES))
                        .map(situation -> Arguments.of(command.getKey(), situation)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("everyCommandInEverySituation")
    void whatCouldNotLookSaysSoInALine(String name, Situation situation) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(name));
        arguments.addAll(required(name));

        Result result = CommandInProcess.on(url(situation), directory).run(arguments.toArray(String[]::new));

        if (CAN.getOrDefault(situation, Set.of()).contains(name)) {
            assertThat(result.exitCode()).isIn(0, ExitCode.FOUND);
            return;
        }
        assertThat(result.output())
                .hasLineCount(1)
                .containsPattern("[.:] .*[A-Z]")
                .doesNotContain("Exception", "\tat ", "s3cret", "Position:", "null");
        assertThat(result.exitCode()).as(result.output()).isEqualTo(ExitCode.UNABLE);
    }

    private static String url(Situation situation) {
        return switch (situation) {
            case BEFORE_EXPAND -> before.directJdbcUrl();
            case WITHOUT_THE_TABLE -> empty.directJdbcUrl();
            case WITHOUT_RIGHTS -> moved.directJdbcUrl() + "&options=-c%20role=host_nobody";
            case UNKNOWN_ROLE -> moved.directJdbcUrl().replaceFirst("user=\\w+", "user=nobody_at_all&password=s3cret");
            case UNKNOWN_DATABASE -> moved.directJdbcUrl().replace(moved.name(), "no_such_database");
            case NO_SERVER -> "jdbc:postgresql://localhost:1/users?user=owner&password=s3cret";
        };
    }

    /** What the command cannot do without, found in its definition. */
    private static List<String> required(String name) {
        List<String> arguments = new ArrayList<>();
        CommandLine command = Objects.requireNonNull(
                UserEmailsCommand.commandLine().getSubcommands().get(name));
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (option.required()) {
                arguments.add(option.longestName());
                arguments.add(
                        option.longestName().equals("--yes-drop")
                                ? "users.email_address"
                                : option.type().isEnum()
                                        ? option.type().getEnumConstants()[0].toString()
                                        : "x");
            }
        }
        return arguments;
    }
}
